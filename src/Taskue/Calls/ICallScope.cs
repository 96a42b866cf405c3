namespace Taskue;

/// <summary>Code that can go away: a module's build. It stays for as long as somebody is inside.</summary>
internal interface ICallScope
{
    /// <summary>What to call it in a message.</summary>
    string Name { get; }

    /// <summary>Comes in, unless it is going away: then its successor is to be asked.</summary>
    bool TryEnter();

    /// <summary>Goes out.</summary>
    void Leave();
}
