using Taskue.TestSupport;

namespace Taskue.Bench;

/// <summary>What <c>bench/setup</c> says of each peer, after it has installed what was missing.</summary>
internal sealed record PeerSetup(string Key, bool Installed, string Text)
{
    public static async Task<IReadOnlyList<PeerSetup>> RunAsync()
    {
        await using ChildProcess setup = ChildProcess.Start(Repository.PathOf("bench", "setup"), [], workingFolder: Repository.Root);
        int code = await setup.WaitForExitAsync(TimeSpan.FromMinutes(15));
        if (code != 0)
        {
            throw new InvalidOperationException($"bench/setup ended with code {code}:\n{setup.Error}");
        }

        return [.. setup.Output.Split('\n').Select(line => line.Split('\t')).Where(fields => fields.Length == 3)
            .Select(fields => new PeerSetup(fields[0], fields[1] == "ok", fields[2]))];
    }
}
