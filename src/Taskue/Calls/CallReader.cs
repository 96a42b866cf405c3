using System.Linq.Expressions;
using System.Text.Json;

namespace Taskue;

/// <summary>Reads a lambda that is one call into what is stored of it: the method's text and its arguments as JSON.</summary>
internal static class CallReader
{
    /// <summary>Reads a call. Arguments are evaluated, checked and written here and now.</summary>
    /// <param name="lambda">Without parameters for a static method, with the service as its only one for an instance method.</param>
    /// <exception cref="ArgumentException">It is not one call that can be stored; the message names method, parameter and remedy.</exception>
    /// <remarks>What the evaluation of an argument throws comes out as it is.</remarks>
    public static StoredCall Read(LambdaExpression lambda)
    {
        ArgumentNullException.ThrowIfNull(lambda);
        var service = lambda.Parameters.Count == 0 ? null : lambda.Parameters[0];
        var call = CallShape.BodyOf(lambda, service);
        var plan = CallPlan.For(call.Method, service?.Type);
        var scratch = JsonScratch.Rent();
        try
        {
            var writer = scratch.Writer;
            writer.WriteStartArray();
            var suspect = WriteArguments(writer, call, plan);
            writer.WriteEndArray();
            writer.Flush();
            var json = scratch.Buffer.WrittenSpan;
            if (suspect is not null && JsonScratch.HasReplacement(json))
            {
                LookAtText(plan, suspect);
            }

            return new StoredCall(plan.Method, json.ToArray());
        }
        finally
        {
            JsonScratch.Return(scratch);
        }
    }

    // Gives the values back where text may be among them, for the rare look at surrogates.
    private static object?[]? WriteArguments(Utf8JsonWriter writer, MethodCallExpression call, CallPlan plan)
    {
        object?[]? values = null;
        for (var i = 0; i < plan.Parameters.Length; i++)
        {
            var parameter = plan.Parameters[i];
            if (parameter.IsInjected)
            {
                continue;
            }

            var value = ArgumentEvaluator.Evaluate(call.Arguments[i], plan, parameter);
            value = parameter.Write(writer, value);
            if (parameter.HasText)
            {
                (values ??= new object?[plan.Parameters.Length])[i] = value;
            }
        }

        return values;
    }

    private static void LookAtText(CallPlan plan, object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
            {
                plan.Parameters[i].CheckText(value);
            }
        }
    }
}
