using Taskue.Bench;
using Taskue.TestSupport;

string? json = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--quick":
            break;
        case "--json" when i + 1 < args.Length:
            json = Path.GetFullPath(args[++i]);
            break;
        default:
            Console.Error.WriteLine($"'{args[i]}' is not known. Usage: bench/run --quick [--json FILE]");
            return 2;
    }
}

var figures = new Figures();
await using (RedisServerProcess server = await RedisServerProcess.StartAsync())
{
    await QuickRun.RunAsync(server, figures);
}

if (json is not null)
{
    await File.WriteAllTextAsync(json, figures.ToJson());
}

return 0;
