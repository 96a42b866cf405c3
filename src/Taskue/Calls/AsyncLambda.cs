using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Taskue;

/// <summary>What only an <c>async</c> lambda can be converted to. It exists so that the compiler says what is wrong with one.</summary>
/// <remarks>
/// A lambda with <c>async</c> can be no expression tree, and the overloads of <see cref="TaskSpec.Call(System.Linq.Expressions.Expression{Action})"/>
/// would be reported as ambiguous. Overloads that take this type fit nothing else, come first, and are marked as errors with a better message.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[AsyncMethodBuilder(typeof(Builder))]
public readonly record struct AsyncLambda
{
    internal const string Message =
        "A stored call is not awaited where it is made. Leave out async and await: () => Mails.SendAsync(address).";

    /// <summary>What the compiler asks of a builder. None of it ever runs.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly record struct Builder
    {
        /// <summary>Never called.</summary>
        [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler asks for an instance member.")]
        public AsyncLambda Task => default;

        /// <summary>Never called.</summary>
        /// <returns>Nothing of use.</returns>
        public static Builder Create() => default;

        /// <summary>Never called.</summary>
        /// <typeparam name="TMachine">The compiler's.</typeparam>
        /// <param name="machine">The compiler's.</param>
        public void Start<TMachine>(ref TMachine machine)
            where TMachine : IAsyncStateMachine => throw Never();

        /// <summary>Never called.</summary>
        /// <param name="machine">The compiler's.</param>
        public void SetStateMachine(IAsyncStateMachine machine) => throw Never();

        /// <summary>Never called.</summary>
        public void SetResult() => throw Never();

        /// <summary>Never called.</summary>
        /// <param name="exception">The compiler's.</param>
        public void SetException(Exception exception) => throw Never();

        /// <summary>Never called.</summary>
        /// <typeparam name="TAwaiter">The compiler's.</typeparam>
        /// <typeparam name="TMachine">The compiler's.</typeparam>
        /// <param name="awaiter">The compiler's.</param>
        /// <param name="machine">The compiler's.</param>
        public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
            where TAwaiter : INotifyCompletion
            where TMachine : IAsyncStateMachine => throw Never();

        /// <summary>Never called.</summary>
        /// <typeparam name="TAwaiter">The compiler's.</typeparam>
        /// <typeparam name="TMachine">The compiler's.</typeparam>
        /// <param name="awaiter">The compiler's.</param>
        /// <param name="machine">The compiler's.</param>
        public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
            where TAwaiter : ICriticalNotifyCompletion
            where TMachine : IAsyncStateMachine => throw Never();

        private static NotSupportedException Never() => new(Message);
    }
}
