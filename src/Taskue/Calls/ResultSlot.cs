using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>Writes what one method returns.</summary>
/// <param name="Method">Type and method, for messages.</param>
/// <param name="Json">The result's contract.</param>
internal sealed record ResultSlot<T>(string Method, JsonTypeInfo<T> Json)
{
    /// <exception cref="ResultNotSerializableException">It cannot be written. What was written until then stays.</exception>
    public void Write(T value, IBufferWriter<byte> output)
    {
        try
        {
            CallJson.WriteResult(value, Json, output);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new ResultNotSerializableException($"{Method} ended, but its result ({TypeText.Of(typeof(T))}) cannot be written as JSON: {ExceptionText.MessageOf(e)}", e);
        }
    }

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
