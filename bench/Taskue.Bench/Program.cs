using Taskue.Bench;
using Taskue.TestSupport;

string? json = null;
bool isolatedOnly = false;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--quick":
            break;
        case "--isolated":
            isolatedOnly = true;
            break;
        case "--json" when i + 1 < args.Length:
            json = Path.GetFullPath(args[++i]);
            break;
        default:
            Console.Error.WriteLine($"'{args[i]}' is not known. Usage: bench/run --quick|--isolated [--json FILE]");
            return 2;
    }
}

var figures = new Figures();
await using (RedisServerProcess server = await RedisServerProcess.StartAsync())
{
    await (isolatedOnly ? QuickRun.IsolatedAsync(server, figures) : QuickRun.RunAsync(server, figures));
}

if (json is not null)
{
    await File.WriteAllTextAsync(json, figures.ToJson());
}

return 0;
