namespace Taskue;

/// <summary>A running server, whichever kind it is.</summary>
internal interface IServerInstance : IAsyncDisposable
{
    int Port { get; }

    string Description { get; }

    bool IsDurable { get; }
}
