namespace Taskue.Store;

/// <summary>One start of a runner: its name and a part that no other start shares. What the fence of every task names.</summary>
internal static class Incarnation
{
    public static string Of(string runnerName) => runnerName + "@" + TaskId.New();

    public static string NameOf(string incarnation)
    {
        int at = incarnation.LastIndexOf('@');
        return at < 0 ? incarnation : incarnation[..at];
    }
}
