using System.Globalization;

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
        Features.Set(options, this);
        return options;
    }
}
