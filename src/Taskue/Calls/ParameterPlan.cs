using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>How one parameter of a stored call is checked and written.</summary>
internal sealed class ParameterPlan
{
    private readonly string name;
    private readonly string method;
    private readonly Type type;
    private readonly JsonTypeInfo? json;
    private readonly ValueShape? shape;

    /// <exception cref="ArgumentException">No value of the parameter's type can be stored, or not without loss.</exception>
    public ParameterPlan(ParameterInfo parameter, string method)
    {
        this.method = method;
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
    public bool HasText => shape!.Has(Look.Text);

    public string Name => name;

    /// <summary>Writes a value, unless it would come back as another. Gives what was written: a query is run once, and its list given.</summary>
    public object? Write(Utf8JsonWriter writer, object? value)
    {
        value = shape!.Listed(value, json!);
        try
        {
            if (shape.NeedsReadBack)
            {
                WriteAndReadBack(writer, value);
                return value;
            }

            JsonSerializer.Serialize(writer, value, json!);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw CallShape.Refuse($"Argument '{name}' of {method} cannot be written as JSON: {e.Message}", e);
        }

        RefuseLoss(value);
        return value;
    }

    /// <summary>Refuses half surrogate pairs, which JSON replaces without a word.</summary>
    public void CheckText(object value)
    {
        if (ValueCheck.FindBrokenText(value, shape!) is { } found)
        {
            throw Refuse(found);
        }
    }

    private void WriteAndReadBack(Utf8JsonWriter writer, object? value)
    {
        var scratch = JsonScratch.Rent();
        try
        {
            JsonSerializer.Serialize(scratch.Writer, value, json!);
            scratch.Writer.Flush();
            RefuseLoss(value);
            if (ReadBack.Find(value, scratch.Buffer.WrittenMemory, json!) is { } found)
            {
                throw Refuse(found);
            }

            writer.WriteRawValue(scratch.Buffer.WrittenSpan, skipInputValidation: true);
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    private void RefuseLoss(object? value)
    {
        if (ValueCheck.FindLoss(value, shape!) is { } found)
        {
            throw Refuse(found);
        }
    }

    private ArgumentException Refuse(Finding found) => CallShape.Refuse($"Argument '{name}' of {method}{found.At} {found.Problem}");
}
