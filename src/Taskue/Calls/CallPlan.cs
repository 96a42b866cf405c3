using System.Reflection;

namespace Taskue;

/// <summary>What is known of a method after its first call: its text, and how each parameter is written. Made once a method.</summary>
internal sealed class CallPlan
{
    private static readonly MemberCache<(MethodInfo Method, Type? Service), CallPlan> Known = new(static key => new CallPlan(key.Method, key.Service));

    private CallPlan(MethodInfo method, Type? service)
    {
        Name = CallShape.Name(method);
        CallShape.Check(method);
        if (service is not null)
        {
            TypeArgumentCheck.Check(method, service);
        }

        CheckThatItMayRun(method, service);
        var parameters = method.GetParameters();
        Parameters = new ParameterPlan[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            Parameters[i] = new ParameterPlan(parameters[i], Name);
        }

        ResultCheck.Check(method, Name);
        if (StableName.Of(method) is { } stable)
        {
            CheckThatTheNameIsTheServices(method, service, stable);
            Method = stable.Stored;
            return;
        }

        Method = MethodName.Format(method, service);
        CheckThatItIsFoundAgain(method, service);
    }

    /// <summary>The method's stored text.</summary>
    public string Method { get; }

    /// <summary>Type and method, for messages.</summary>
    public string Name { get; }

    public ParameterPlan[] Parameters { get; }

    /// <exception cref="ArgumentException">The method cannot be called by a task, whatever its arguments.</exception>
    public static CallPlan For(MethodInfo method, Type? service) =>
        Known.Get((method, service), service is { IsCollectible: true } ? service : method);

    // Every runner refuses these, whatever it allows; so the task would only be stored to end errored.
    private void CheckThatItMayRun(MethodInfo method, Type? service)
    {
        var type = FrameworkCode.Contains(method.DeclaringType!) ? method.DeclaringType! : service;
        if (type is not null && FrameworkCode.Contains(type))
        {
            throw CallShape.Refuse(
                $"{Name} belongs to the framework or to Taskue ({TypeText.Of(type)} in {type.Assembly.GetName().Name}), and no runner runs such methods. "
                + "Call it in a method of your own, and make that the task.");
        }
    }

    // The runner knows by the name on which type to call it: that which declares it.
    private static void CheckThatTheNameIsTheServices(MethodInfo method, Type? service, StableName stable)
    {
        if (service is null || service == method.DeclaringType)
        {
            return;
        }

        throw CallShape.Refuse(
            $"The task name '{stable.Name}' belongs to {CallShape.Name(method)}, but the call is made on {TypeText.Of(service)}, and the name does not say so. "
            + $"Write TaskSpec.On<{TypeText.Of(method.DeclaringType!)}>(), or give {TypeText.Of(service)} a method of its own with another [TaskueTask].");
    }

    // Overloads that differ only in what the text leaves out (the assembly of a parameter's type, the return type) would run each other.
    private void CheckThatItIsFoundAgain(MethodInfo method, Type? service)
    {
        var found = MethodSearch.Find(service ?? method.DeclaringType!, method.Name, method.IsGenericMethod ? method.GetGenericArguments().Length : 0,
            MethodName.Parameters(method), isStatic: service is null, out var count);
        if (count == 1 && found is not null)
        {
            return;
        }

        throw CallShape.Refuse(
            $"{Name}{MethodName.Parameters(method)} cannot be told from another method of {TypeText.Of(service ?? method.DeclaringType!)} "
            + "by name and parameters. Rename one of them.");
    }
}
