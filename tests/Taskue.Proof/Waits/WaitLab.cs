namespace Taskue.Proof.Waits;

/// <summary>Runs one trial. It is called in copies with planted defects, too: what goes in and out are types of the platform.</summary>
internal static class WaitLab
{
    /// <param name="trial">Its name.</param>
    /// <param name="waiters">How many waits.</param>
    /// <param name="patience">How long an answer that is due may take.</param>
    public static async Task<(string[] Violations, int Reminders)> RunAsync(string trial, int waiters, TimeSpan patience)
    {
        Trial one = Trial.Find(trial);
        await using Rig rig = await Rig.OpenAsync(one.Two, waiters, one.RedisTimeout, patience);
        await one.RunAsync(rig);
        await rig.CloseAsync();
        return ([.. rig.Violations], rig.Reminders);
    }
}
