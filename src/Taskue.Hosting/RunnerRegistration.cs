namespace Taskue;

/// <summary>One call of <c>AddTaskueRunner</c>: the name of its options, and its runner once that is started.</summary>
internal sealed class RunnerRegistration(string optionsName)
{
    private volatile TaskueRunner? runner;

    public string OptionsName { get; } = optionsName;

    public TaskueRunner? Runner
    {
        get => runner;
        set => runner = value;
    }
}
