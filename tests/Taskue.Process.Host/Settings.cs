using System.Globalization;
using Taskue.Store;

namespace Taskue.ProcessHost;

/// <summary>The arguments of the host: <c>name=value</c> each, times in milliseconds.</summary>
internal sealed class Settings(string[] args)
{
    private readonly Dictionary<string, string> given = args.Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public string Text(string name) => given[name];

    public string? Find(string name) => given.GetValueOrDefault(name);

    public bool Has(string name) => given.ContainsKey(name);

    public int Number(string name, int standard) =>
        given.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : standard;

    public TimeSpan Time(string name, TimeSpan standard) =>
        given.TryGetValue(name, out string? text) ? TimeSpan.FromMilliseconds(int.Parse(text, CultureInfo.InvariantCulture)) : standard;

    /// <summary>What clients and runners have in common: namespace, redisTimeout, and scripts, a folder of sources that are taken instead of the assembly's.</summary>
    public TaskueOptions Client()
    {
        var options = new TaskueOptions { Namespace = Text("namespace") };
        options.RedisTimeout = Time("redisTimeout", options.RedisTimeout);
        if (Find("scripts") is { } folder)
        {
            options.Scripts = new ScriptSet(name => Script.Compose(name, part => SourceIn(folder, part) ?? Script.Read(part)));
        }

        return options;
    }

    /// <summary>The source of a script or of a shared part, where the folder has another one than the assembly.</summary>
    private static string? SourceIn(string folder, string part)
    {
        string path = Path.Combine(folder, part + ".lua");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
