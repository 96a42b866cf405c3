using Taskue.ProcessHost;

namespace Taskue.Proof.Processes;

/// <summary>The result or error that is stored was made by the very start that the store accepted, in the process that ran it: none of a fenced attempt.</summary>
internal static class AcceptedStart
{
    public static IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (TaskCase task in evidence.Tasks.Values.Where(task => task.Records && task.End is { Letter: 'p' or 'f' }))
        {
            StoredEnd end = task.End!;
            string said = end.Letter == 'p' ? end.Result.Trim('"') : end.Message, ending = end.Letter == 'p' ? "done" : "failed";
            BodyRecord? body = task.Bodies.FirstOrDefault(body => body.Starts == end.Starts && body.What == ending);
            if (body is null)
            {
                yield return $"{task} ended with start {end.Starts}, and no body of that start was {ending}";
            }
            else if (said != LoadTasks.Mark(end.Starts, body.ProcessId) || body.Runner != end.Runner)
            {
                yield return $"{task} ended with start {end.Starts} of {body.Runner} in process {body.ProcessId}, and what is stored is '{said}' of {end.Runner}";
            }
        }
    }
}
