using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Shims;

/// <summary>Stands for <c>AwaitUnsafeOnCompleted</c> of the builders of async methods: what comes after an await is a flow that can go on once its awaiter is done.</summary>
/// <remarks>Nothing is hung on the awaited task itself, so that nothing goes on by itself on a thread of the pool.</remarks>
internal static class Awaits
{
    public static void Await<TAwaiter, TMachine>(ref AsyncTaskMethodBuilder builder, ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        var pending = new Pending<TAwaiter>(awaiter, typeof(TMachine));
        builder.AwaitUnsafeOnCompleted(ref pending, ref machine);
    }

    public static void AwaitValue<TAwaiter, TMachine>(ref AsyncValueTaskMethodBuilder builder, ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        var pending = new Pending<TAwaiter>(awaiter, typeof(TMachine));
        builder.AwaitUnsafeOnCompleted(ref pending, ref machine);
    }

    public static void AwaitResult<TResult, TAwaiter, TMachine>(ref AsyncTaskMethodBuilder<TResult> builder, ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        var pending = new Pending<TAwaiter>(awaiter, typeof(TMachine));
        builder.AwaitUnsafeOnCompleted(ref pending, ref machine);
    }

    public static void AwaitValueResult<TResult, TAwaiter, TMachine>(ref AsyncValueTaskMethodBuilder<TResult> builder, ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        var pending = new Pending<TAwaiter>(awaiter, typeof(TMachine));
        builder.AwaitUnsafeOnCompleted(ref pending, ref machine);
    }

    private readonly struct Pending<TAwaiter>(TAwaiter awaiter, Type machine) : ICriticalNotifyCompletion
        where TAwaiter : ICriticalNotifyCompletion
    {
        private static readonly Func<TAwaiter, bool> IsCompleted = Getter();

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            TAwaiter awaited = awaiter;
            Func<bool>? ready = typeof(TAwaiter) == typeof(YieldAwaitable.YieldAwaiter) ? null : () => IsCompleted(awaited);
            Scheduler.Here.Scheduler.Add(NameOf(machine), FlowKind.Step, continuation, ready: ready);
        }

        private static Func<TAwaiter, bool> Getter()
        {
            ParameterExpression one = Expression.Parameter(typeof(TAwaiter));
            return Expression.Lambda<Func<TAwaiter, bool>>(Expression.Property(one, "IsCompleted"), one).Compile();
        }

        private static string NameOf(Type machine) => $"{machine.DeclaringType?.Name}.{machine.Name.Split('<', '>')[1]}";
    }
}
