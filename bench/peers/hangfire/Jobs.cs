using Taskue.Bench.Peers;

namespace Taskue.Bench.HangfirePeer;

/// <summary>The jobs.</summary>
public static class Jobs
{
    private static readonly bool Holds = Environment.GetEnvironmentVariable("BENCH_HOLD") is not null;

    public static void None(int number, string text) => Records.Append(number);

    public static void Cpu(int number, string text)
    {
        Spin.OneMillisecond();
        Records.Append(number);
    }

    public static async Task Await(int number, string text)
    {
        await Task.Delay(10);
        Records.Append(number);
    }

    public static async Task Hold(int number, string text)
    {
        Records.Append(number);
        if (Holds)
        {
            await Task.Delay(TimeSpan.FromMinutes(10));
        }
    }
}
