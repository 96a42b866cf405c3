using Taskue.TestSupport;

namespace Taskue.Proof.Processes;

/// <summary>Every wait was answered, with the end that is stored. Only whom a fault killed may have died waiting.</summary>
internal static class WaitsAnswered
{
    public static IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (WaitCase wait in evidence.Waits)
        {
            if (wait.State is null && wait.Killed)
            {
                continue;
            }

            if (wait.State is null)
            {
                yield return $"nobody answered the wait for {wait.Id}";
            }
            else if (evidence.Flows.ContainsKey(wait.Id))
            {
                string stored = evidence.Raw.Sorted("flow:failed").ContainsKey(wait.Id) ? "Failed" : evidence.Raw.Sorted("flow:passed").ContainsKey(wait.Id) ? "Passed" : "nothing";
                if (wait.State != stored)
                {
                    yield return $"the wait for workflow {wait.Id} was answered {wait.State}, and it ended {stored}";
                }
            }
            else if (evidence.Tasks.GetValueOrDefault(wait.Id)?.End is not { } end)
            {
                yield return $"the wait for {wait.Id} was answered {wait.State} ({wait.Text}), and it has not ended";
            }
            else if (!string.Equals(wait.State, Layout.Finals[end.Letter], StringComparison.OrdinalIgnoreCase) || (wait.Text ?? "") != end.Result)
            {
                yield return $"the wait for {wait.Id} was answered {wait.State} {wait.Text}, and it ended {Layout.Finals[end.Letter]} {end.Result}";
            }
        }
    }
}
