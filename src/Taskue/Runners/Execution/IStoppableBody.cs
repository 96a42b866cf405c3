namespace Taskue;

/// <summary>A body that runs outside of the runner's process, and hears of the end of its attempt.</summary>
internal interface IStoppableBody
{
    /// <summary>The attempt's token has fired. Never blocks.</summary>
    void Cancel(RunningTask attempt);

    /// <summary>The attempt is over, whatever the body does: it is ended by force, with what it has started. Never blocks.</summary>
    void Kill(RunningTask attempt);
}
