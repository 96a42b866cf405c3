using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>How one parameter of a stored call is checked and written.</summary>
internal sealed class ParameterPlan
{
    private readonly string _name;
    private readonly Type _type;
    private readonly JsonTypeInfo? _json;
    private readonly ValueShape? _shape;

    /// <exception cref="ArgumentException">No value of the parameter's type can be stored, or not without loss.</exception>
    public ParameterPlan(ParameterInfo parameter, string method)
    {
        _name = parameter.Name ?? $"#{parameter.Position + 1}";
        _type = parameter.ParameterType;
        if (_type.IsByRef)
        {
            var word = parameter.IsOut ? "an out" : parameter.IsIn ? "an in" : "a ref";
            throw CallShape.Refuse(
                $"Parameter '{_name}' of {method} is {word} parameter, and a stored call passes values only. "
                + "Give the method a plain parameter, and return what it gives back.");
        }

        if (_type.IsByRefLike || _type.IsPointer)
        {
            throw CallShape.Refuse(
                $"Parameter '{_name}' of {method} is a {TypeText.Of(_type)}, which lives on the stack only. Take an array or a string instead.");
        }

        IsInjected = InjectedParameter.Is(_type);
        if (IsInjected)
            return;
        if (ContractCheck.Of(_type, CallJson.Options) is { } fault)
            throw CallShape.Refuse($"Parameter '{_name}' of {method} ({TypeText.Of(_type)}){fault}");
        _json = CallJson.Options.GetTypeInfo(_type);
        _shape = ValueShape.Of(_type, CallJson.Options);
    }

    /// <summary>Whether the runner fills it in.</summary>
    public bool IsInjected { get; }

    /// <summary>Whether text may be somewhere in its values.</summary>
    public bool HasText => _shape!.HasText;

    public string Name => _name;

    /// <summary>Writes a value, unless it would come back as another.</summary>
    public void Write(Utf8JsonWriter writer, object? value, CallPlan plan)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, _json!);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw CallShape.Refuse($"Argument '{_name}' of {plan.Name} cannot be written as JSON: {e.Message}", e);
        }

        if (_shape!.HasOpenTypes && value is not null && ValueCheck.FindDerived(value, _shape) is { } found)
        {
            throw CallShape.Refuse(
                $"Argument '{_name}' of {plan.Name}{found.At} is a {TypeText.Of(found.Actual)}, but declared as {TypeText.Of(found.Declared)}: "
                + "JSON would lose what it adds. "
                + $"Declare {TypeText.Of(found.Actual)}, or name it by [JsonDerivedType] on {TypeText.Of(found.Declared)}.");
        }
    }

    /// <summary>Refuses half surrogate pairs, which JSON replaces without a word.</summary>
    public void CheckText(object value, CallPlan plan)
    {
        if (ValueCheck.FindBrokenText(value, _shape!) is { } at)
        {
            throw CallShape.Refuse(
                $"Argument '{_name}' of {plan.Name}{at} holds half of a surrogate pair, which is no text and cannot be stored. "
                + "Cut strings between characters, or pass bytes as byte[].");
        }
    }
}
