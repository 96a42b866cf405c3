using System.Reflection;
using System.Runtime.ExceptionServices;
using Taskue.Store;

namespace Taskue.Proof.Mutants;

/// <summary>A store whose one method is called with other arguments than it was given: a fault in the C# between a runner and the scripts.</summary>
internal class FaultyStore : DispatchProxy
{
    private IStore inner = null!;
    private string method = "";
    private Action<object?[]> change = _ => { };

    public static IStore Around(IStore inner, string method, Action<object?[]> change)
    {
        IStore store = Create<IStore, FaultyStore>();
        var proxy = (FaultyStore)store;
        (proxy.inner, proxy.method, proxy.change) = (inner, method, change);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object?[] arguments = args ?? [];
        if (targetMethod!.Name == method)
        {
            change(arguments);
        }

        try
        {
            return targetMethod.Invoke(inner, arguments);
        }
        catch (TargetInvocationException fault) when (fault.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }
}
