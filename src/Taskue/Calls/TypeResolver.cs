namespace Taskue;

/// <summary>Finds the types of one stored method among the simple ones and those of the allowed assemblies, and nowhere else.</summary>
internal sealed class TypeResolver(AllowedMethods allowed, string home)
{
    /// <summary>Why the last type was not found.</summary>
    public MethodLookup? Failure { get; private set; }

    public Type? Resolve(ParsedType type)
    {
        var found = type.Assembly is null && type.Arguments.Length == 0 ? SimpleTypes.Find(type.Key) : null;
        found ??= Find(type.Assembly ?? home, type);
        foreach (var rank in type.Suffixes)
        {
            if (found is null)
            {
                return null;
            }

            found = rank == 0 ? MakeNullable(found) : MakeArray(found, rank);
        }

        return found;
    }

    public static MethodLookup.Refused OfFramework(string what) => new(
        $"'{what}' belongs to the framework or to Taskue itself, and no setting lets a queue run that. Wrap the call in a method of your own.");

    private Type? Find(string assemblyName, ParsedType parsed)
    {
        if (FrameworkCode.Contains(assemblyName))
        {
            return Fail(OfFramework($"{assemblyName}:{parsed.Key}"));
        }

        if (allowed.FindAssembly(assemblyName) is not { } assembly)
        {
            return Fail(allowed.IsPresent(assemblyName)
                ? new MethodLookup.Refused(
                    $"The assembly '{assemblyName}' is here, but this runner may run nothing of it. Allow it where the runner is set up: RunnerOptions.Allow.Add(\"{assemblyName}\").")
                : new MethodLookup.Unknown($"This runner does not have the assembly '{assemblyName}'."));
        }

        if (allowed.FindType(assembly, parsed.Key) is not { } type)
        {
            return Fail(new MethodLookup.Unknown($"This runner's build of {assemblyName} has no type '{parsed.Key}'."));
        }

        if (parsed.Arguments.Length == 0)
        {
            return type;
        }

        var arguments = new Type[parsed.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (Resolve(parsed.Arguments[i]) is not { } argument)
            {
                return null;
            }

            arguments[i] = argument;
        }

        try
        {
            return type.MakeGenericType(arguments);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or TypeLoadException)
        {
            return Fail(new MethodLookup.Refused($"'{parsed.Key}' does not take the type arguments of the stored call: {e.Message}"));
        }
    }

    private Type? MakeArray(Type type, int rank) => type.IsByRefLike
        ? Fail(new MethodLookup.Refused($"'{TypeText.Of(type)}[]' is no type: a ref struct cannot stand in an array."))
        : rank == 1 ? type.MakeArrayType() : type.MakeArrayType(Math.Min(rank, 32));

    private Type? MakeNullable(Type type) =>
        type.IsValueType && !type.IsByRefLike && Nullable.GetUnderlyingType(type) is null
            ? typeof(Nullable<>).MakeGenericType(type)
            : Fail(new MethodLookup.Refused($"'{TypeText.Of(type)}?' is no type: only values can be nullable."));

    private Type? Fail(MethodLookup failure)
    {
        Failure ??= failure;
        return null;
    }
}
