namespace Taskue.Proof.Schedules.Engine;

/// <summary>A thread of the machine that carries one flow after the other.</summary>
internal sealed class Carrier
{
    private readonly object gate = new();
    private bool turn;
    private Flow? next;

    public Carrier() => new Thread(Run, maxStackSize: 1024 * 1024) { IsBackground = true, Name = "schedule" }.Start();

    /// <summary>Lets it begin a flow.</summary>
    public void Begin(Flow flow)
    {
        next = flow;
        GoOn();
    }

    /// <summary>Lets the flow that it carries go on.</summary>
    public void GoOn()
    {
        lock (gate)
        {
            turn = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>The flow that it carries waits for its next turn.</summary>
    public void Await()
    {
        lock (gate)
        {
            while (!turn)
            {
                Monitor.Wait(gate);
            }

            turn = false;
        }
    }

    private void Run()
    {
        while (true)
        {
            Await();
            Flow? flow = next;
            while (flow is not null)
            {
                flow = flow.Scheduler.Carry(flow, this);
            }
        }
    }
}
