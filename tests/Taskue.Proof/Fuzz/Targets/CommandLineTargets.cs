using System.CommandLine;
using Taskue.Cli.Parsing;

namespace Taskue.Proof.Fuzz.Targets;

/// <summary>Command lines: taken apart and judged, and not carried out.</summary>
internal static class CommandLineTargets
{
    private static readonly Lazy<RootCommand> Root = new(() => Cli.CommandLine.Build());

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("command-lines", 20,
            [.. ((string[])
            [
                "task list --state failed --since 1h --json", "runner start -n worker-1 -q mail -q images --timeout 10m --concurrency 8", "workflow wait 01arz3ndektsv4rrffq69g --timeout 5m", "task get @latest -o yaml",
                "config set redis_host localhost --context prod", "task run --title x -- /bin/sh -c ls", "namespace delete shop --yes", "task logs 01arz3 --grep a.*b --tail 20 -f", "status -w --utc", "demo --runners 2", "--help",
            ]).Select(line => Parts.Join(line.Split(' ')))], Feed)
        {
            Words = [.. ((string[])["--", "-", "@file", "--verbose=x", "-v", "--json=maybe", "--since=2026-01-31T12:00Z", "--limit=-1", "--limit=99999999999", "--timeout=1e9s", "[diagram]", "[suggest]", "--yes:false", "-qmail", "=", "\"", "--help"]).Select(System.Text.Encoding.UTF8.GetBytes)],
        },
    ];

    private static string? Feed(byte[] input)
    {
        ParseResult parsed = Cli.CommandLine.Parse(Root.Value, [.. Parts.All(input).Select(part => WildText.Of(part))]);
        _ = Cli.CommandLine.IsVerbose(parsed);
        if (Cli.CommandLine.FaultOf(parsed) is { } fault)
        {
            PromiseException.Unless(!string.IsNullOrWhiteSpace(fault), "wrong usage is told");
            return "usage";
        }

        if (parsed.Errors.Count == 0 && parsed.Action == parsed.CommandResult.Command.Action) // help needs no values, and they may be wrong
        {
            foreach (Option option in GlobalOptions.All)
            {
                _ = option is Option<bool> flag ? parsed.GetValue(flag).ToString() : parsed.GetValue((Option<string?>)option);
            }
        }

        return null;
    }
}
