namespace Taskue.Proof.Processes;

/// <summary>Several things that are disposed of together.</summary>
internal sealed class Closing(IReadOnlyList<IDisposable> all) : IDisposable
{
    public void Dispose()
    {
        foreach (IDisposable one in all)
        {
            one.Dispose();
        }
    }
}
