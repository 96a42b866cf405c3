using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Taskue.Store;

/// <summary>One transition: a Lua file of <c>Scripts/</c> with its includes put in and its keys named.</summary>
/// <remarks>
/// <c>--@keys a b</c> becomes <c>local a, b = KEYS[1], KEYS[2]</c>: the one list of a script's keys, from which <see cref="KeySpace"/> makes
/// the keys of a call; a line <c>--@keys</c> alone names them again, inside a function. <c>--@include x</c> puts in <c>Scripts/shared/x.lua</c>, which uses the same names.
/// </remarks>
internal sealed class Script
{
    // Put together when it is first called: a command line needs two or three of them, and has no time for all.
    private readonly Lazy<Body> body;

    private Script(string name, Func<string, string> read)
    {
        Name = name;
        body = new Lazy<Body>(() => Put(name, read));
    }

    public string Name { get; }

    public string Text => body.Value.Text;

    /// <summary>The names of its fixed keys, in order; behind them come three for each queue, where it takes queues.</summary>
    public IReadOnlyList<string> Keys => body.Value.Keys;

    /// <summary>What EVALSHA names it by.</summary>
    public byte[] Hash => body.Value.Hash;

    public static Script Load(string name) => Compose(name, Read);

    /// <summary>Puts a script together from its source; tests give sources of their own, to see broken rules found.</summary>
    internal static Script Compose(string name, Func<string, string> read) => new(name, read);

    internal static string Read(string name)
    {
        using Stream stream = typeof(Script).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script '{name}' is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    internal static IEnumerable<string> Names() => typeof(Script).Assembly.GetManifestResourceNames()
        .Where(name => !name.Contains('/', StringComparison.Ordinal) && !name.Contains('.', StringComparison.Ordinal));

    private static Body Put(string name, Func<string, string> read)
    {
        var text = new StringBuilder();
        IReadOnlyList<string> keys = [];
        foreach (string line in read(name).Split('\n'))
        {
            string trimmed = line.TrimStart();
            if (trimmed.StartsWith("--@keys ", StringComparison.Ordinal))
            {
                keys = trimmed["--@keys ".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                text.Append("local FIXED = ").Append(keys.Count).Append('\n').Append(Named(keys));
            }
            else if (trimmed == "--@keys")
            {
                text.Append(Named(keys));
            }
            else if (trimmed.StartsWith("--@include ", StringComparison.Ordinal))
            {
                foreach (string part in trimmed["--@include ".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    text.Append(read("shared/" + part)).Append('\n');
                }
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }

        string whole = text.ToString();
#pragma warning disable CA5350 // Redis names scripts by SHA-1: https://redis.io/commands/evalsha
        return new Body(whole, keys, SHA1.HashData(Encoding.UTF8.GetBytes(whole)));
#pragma warning restore CA5350
    }

    private static string Named(IReadOnlyList<string> keys) =>
        $"local {string.Join(", ", keys)} = {string.Join(", ", Enumerable.Range(1, keys.Count).Select(i => $"KEYS[{i}]"))}\n";

    private sealed record Body(string Text, IReadOnlyList<string> Keys, byte[] Hash);
}
