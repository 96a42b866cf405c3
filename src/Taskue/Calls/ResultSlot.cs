using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Writes what one method returns, unless it would come back as something else.</summary>
/// <param name="Method">Type and method, for messages.</param>
/// <param name="Json">The result's contract.</param>
internal sealed record ResultSlot<T>(string Method, JsonTypeInfo<T> Json)
{
    private readonly ValueShape shape = ValueShape.Of(typeof(T), Json.Options);

    /// <exception cref="ResultNotSerializableException">It cannot be written, or not without a loss.</exception>
    public void Write(T value, IBufferWriter<byte> output)
    {
        try
        {
            if (shape.IsPlain)
            {
                CallJson.WriteResult(value, Json, output);
            }
            else
            {
                WriteChecked((T?)shape.Listed(value, Json), output);
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new ResultNotSerializableException($"{Method} ended, but its result ({TypeText.Of(typeof(T))}) cannot be written as JSON: {ExceptionText.MessageOf(e)}", e);
        }
    }

    private void WriteChecked(T? value, IBufferWriter<byte> output)
    {
        var scratch = JsonScratch.Rent();
        try
        {
            JsonSerializer.Serialize(scratch.Writer, value!, Json);
            scratch.Writer.Flush();
            if (Loss(value, scratch.Buffer.WrittenMemory) is { } found)
            {
                throw new ResultNotSerializableException($"{Method} ended, but its result ({TypeText.Of(typeof(T))}){found.At} {found.Problem}");
            }

            output.Write(scratch.Buffer.WrittenSpan);
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    private Finding? Loss(object? value, ReadOnlyMemory<byte> json) =>
        ValueCheck.FindLoss(value, shape)
        ?? (shape.Has(Look.Text) && JsonScratch.HasReplacement(json.Span) ? ValueCheck.FindBrokenText(value, shape) : null)
        ?? (shape.NeedsReadBack ? ReadBack.Find(value, json, Json) : null);

    public ValueTask WriteTask(Task<T>? task, IBufferWriter<byte> output)
    {
        if (task is null)
        {
            throw InvokerParts.NullTask(Method);
        }

        if (!task.IsCompletedSuccessfully)
        {
            return WriteLater(new ValueTask<T>(task), output);
        }

        Write(task.Result, output);
        return default;
    }

    public ValueTask WriteValueTask(ValueTask<T> task, IBufferWriter<byte> output)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return WriteLater(task, output);
        }

        Write(task.Result, output);
        return default;
    }

    private async ValueTask WriteLater(ValueTask<T> task, IBufferWriter<byte> output) => Write(await task.ConfigureAwait(false), output);
}
