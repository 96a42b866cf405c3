namespace Taskue.Proof.Schedules.Shims;

/// <summary>This method stands for a method, or for the constructor, of the platform: same parameters, an instance first.</summary>
/// <param name="type">The platform's type.</param>
/// <param name="name">The method's name; <c>.ctor</c> where it makes one.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class ReplacesAttribute(Type type, string name) : Attribute
{
    public Type Type => type;

    public string Name => name;

    /// <summary>Whether other flows may go on before it: where it is about what they share.</summary>
    public bool Point { get; init; } = true;
}
