using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>How one parameter of a stored call is checked and written.</summary>
internal sealed class ParameterPlan
{
    private readonly string name;
    private readonly Type type;
    private readonly JsonTypeInfo? json;
    private readonly ValueShape? shape;

    /// <exception cref="ArgumentException">No value of the parameter's type can be stored, or not without loss.</exception>
    public ParameterPlan(ParameterInfo parameter, string method)
    {
        name = parameter.Name ?? $"#{parameter.Position + 1}";
        type = parameter.ParameterType;
        if (type.IsByRef)
        {
            var word = parameter.IsOut ? "an out" : parameter.IsIn ? "an in" : "a ref";
            throw CallShape.Refuse(
                $"Parameter '{name}' of {method} is {word} parameter, and a stored call passes values only. "
                + "Give the method a plain parameter, and return what it gives back.");
        }

        if (type.IsByRefLike || type.IsPointer)
        {
            throw CallShape.Refuse(
                $"Parameter '{name}' of {method} is a {TypeText.Of(type)}, which lives on the stack only. Take an array or a string instead.");
        }

        IsInjected = InjectedParameter.Is(type);
        if (IsInjected)
        {
            return;
        }

        if (ContractCheck.Of(type, CallJson.Options) is { } fault)
        {
            throw CallShape.Refuse($"Parameter '{name}' of {method} ({TypeText.Of(type)}){fault}");
        }

        json = CallJson.Options.GetTypeInfo(type);
        shape = ValueShape.Of(type, CallJson.Options);
    }

    /// <summary>Whether the runner fills it in.</summary>
    public bool IsInjected { get; }

    /// <summary>Whether text may be somewhere in its values.</summary>
    public bool HasText => shape!.HasText;

    public string Name => name;

    /// <summary>Writes a value, unless it would come back as another.</summary>
    public void Write(Utf8JsonWriter writer, object? value, CallPlan plan)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, json!);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw CallShape.Refuse($"Argument '{name}' of {plan.Name} cannot be written as JSON: {e.Message}", e);
        }

        if (shape!.HasOpenTypes && value is not null && ValueCheck.FindDerived(value, shape) is { } found)
        {
            throw CallShape.Refuse(
                $"Argument '{name}' of {plan.Name}{found.At} is a {TypeText.Of(found.Actual)}, but declared as {TypeText.Of(found.Declared)}: "
                + "JSON would lose what it adds. "
                + $"Declare {TypeText.Of(found.Actual)}, or name it by [JsonDerivedType] on {TypeText.Of(found.Declared)}.");
        }
    }

    /// <summary>Refuses half surrogate pairs, which JSON replaces without a word.</summary>
    public void CheckText(object value, CallPlan plan)
    {
        if (ValueCheck.FindBrokenText(value, shape!) is { } at)
        {
            throw CallShape.Refuse(
                $"Argument '{name}' of {plan.Name}{at} holds half of a surrogate pair, which is no text and cannot be stored. "
                + "Cut strings between characters, or pass bytes as byte[].");
        }
    }
}
