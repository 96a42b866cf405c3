using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Reads the stored arguments one after another, straight into typed values.</summary>
internal ref struct ArgumentReader
{
    private const int LongestQuote = 60;

    private readonly ReadOnlySpan<byte> json;
    private readonly Invoker invoker;
    private readonly TaskContext context;
    private Utf8JsonReader reader;
    private int count;

    /// <exception cref="ArgumentMismatchException">It is no JSON array.</exception>
    public ArgumentReader(ReadOnlySpan<byte> json, Invoker invoker, TaskContext context)
    {
        this.json = json;
        this.invoker = invoker;
        this.context = context;
        // The writer counts its 64 levels without the array around the arguments.
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        if (!Step() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new ArgumentMismatchException($"The stored arguments of {invoker.Name} are no JSON array: {Quote(json)}.");
        }
    }

    /// <summary>Reads the next argument.</summary>
    /// <exception cref="ArgumentMismatchException">There is none, or it is not a <typeparamref name="T"/>.</exception>
    public static T Read<T>(ref ArgumentReader arguments, ParameterSlot<T> slot)
    {
        arguments.count++;
        if (!arguments.Step() || arguments.reader.TokenType == JsonTokenType.EndArray)
        {
            throw new ArgumentMismatchException(
                $"{arguments.invoker.Name} takes {arguments.invoker.StoredParameters} stored arguments, but {arguments.count - 1} are stored: "
                + $"'{slot.Name}' ({TypeText.Of(typeof(T))}) is missing.");
        }

        var start = (int)arguments.reader.TokenStartIndex;
        try
        {
            return JsonSerializer.Deserialize(ref arguments.reader, slot.Json)!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException
            or FormatException or ArgumentException or OverflowException)
        {
            var message = $"Argument {arguments.count} of {arguments.invoker.Name}, '{slot.Name}', should be {TypeText.Of(typeof(T))}, "
                + $"but {arguments.Quote(arguments.ElementAt(start))} is stored. {Reason(e)}";
            throw new ArgumentMismatchException(message.TrimEnd(), e);
        }
    }

    /// <exception cref="ArgumentMismatchException">More follows.</exception>
    public static void End(ref ArgumentReader arguments)
    {
        if (!arguments.Step() || arguments.reader.TokenType != JsonTokenType.EndArray)
        {
            var next = arguments.ElementAt((int)arguments.reader.TokenStartIndex);
            throw new ArgumentMismatchException(
                $"{arguments.invoker.Name} takes {arguments.invoker.StoredParameters} stored arguments, but more are stored: {arguments.Quote(next)}.");
        }

        if (arguments.Step())
        {
            throw new ArgumentMismatchException($"Something follows the stored arguments of {arguments.invoker.Name}.");
        }
    }

    private bool Step()
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException e)
        {
            throw new ArgumentMismatchException($"The stored arguments of {invoker.Name} are damaged: {e.Message}", e);
        }
    }

    private readonly ReadOnlySpan<byte> ElementAt(int start)
    {
        var rest = json[start..];
        try
        {
            var element = new Utf8JsonReader(rest, new JsonReaderOptions { MaxDepth = 128, AllowMultipleValues = true });
            return element.Read() && element.TrySkip() ? rest[..(int)element.BytesConsumed] : rest;
        }
        catch (JsonException)
        {
            return rest;
        }
    }

    // Masked before it is cut: half a secret would not be found.
    private readonly string Quote(ReadOnlySpan<byte> json)
    {
        var text = context.Masked(Encoding.UTF8.GetString(json));
        return text.Length > LongestQuote ? text[..LongestQuote] + "…" : text.Length == 0 ? "nothing" : text;
    }

    // The serializer's path begins at this argument. Its message says more than ours only where something inside is wrong.
    private static string Reason(Exception e)
    {
        var message = ExceptionText.MessageOf(e);
        var cut = message.IndexOf(" Path: $", StringComparison.Ordinal);
        message = cut > 0 ? message[..cut] : message;
        if (e is JsonException { Path: { Length: > 1 } path })
        {
            return $"At {path}: {message}";
        }

        return message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "" : message;
    }
}

/// <summary>What the reading of one parameter needs.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Json">Its contract.</param>
internal sealed record ParameterSlot<T>(string Name, JsonTypeInfo<T> Json);
