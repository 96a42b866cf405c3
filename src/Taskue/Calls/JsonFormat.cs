using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Taskue;

/// <summary>The JSON options of stored format 1. They are part of the format: producer and runner may be of different builds.</summary>
/// <remarks>
/// Web defaults (camelCase, case-insensitive, numbers also from strings), and beyond them: fields and so tuples are written, NaN and the infinities
/// by name, enums by name (read by number too), nullable annotations and constructor parameters are honoured, duplicates are refused.
/// Unknown members are skipped: refusing them would break a rolling deploy.
/// </remarks>
internal sealed class JsonFormat
{
    private readonly Lock gate = new();
    private readonly List<IJsonTypeInfoResolver> resolvers = [];
    private volatile JsonSerializerOptions? options;

    /// <summary>The format of this process.</summary>
    public static JsonFormat Default { get; } = new();

    /// <summary>The options, built and frozen by the first to ask.</summary>
    public JsonSerializerOptions Options => options ?? Build();

    /// <summary>Asks <paramref name="resolver"/> before reflection, after those that were added earlier.</summary>
    /// <exception cref="InvalidOperationException">The options are in use.</exception>
    public void AddResolver(IJsonTypeInfoResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        lock (gate)
        {
            if (options is not null)
            {
                throw new InvalidOperationException(
                    "A resolver was added after the first call was read or written. "
                    + "Call TaskueJson.AddResolver at the start of the program, before any other use of Taskue.");
            }

            resolvers.Add(resolver);
        }
    }

    private JsonSerializerOptions Build()
    {
        lock (gate)
        {
            if (options is not null)
            {
                return options;
            }

            var made = new JsonSerializerOptions(JsonSerializerOptions.Web)
            {
                IncludeFields = true,
                RespectNullableAnnotations = true,
                RespectRequiredConstructorParameters = true,
                AllowDuplicateProperties = false,
                NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
                TypeInfoResolver = JsonTypeInfoResolver.Combine([.. resolvers, new DefaultJsonTypeInfoResolver()]),
            };
            made.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: true));
            made.MakeReadOnly();
            options = made;
            return made;
        }
    }
}
