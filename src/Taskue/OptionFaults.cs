namespace Taskue;

/// <summary>Gathers what is wrong with options, so that all faults are told together.</summary>
internal sealed class OptionFaults(string type)
{
    private readonly List<string> faults = [];

    public void Check(bool holds, string option, string rule, object? value)
    {
        if (!holds)
        {
            faults.Add($"{type}.{option} {rule}, but is {(value is TimeSpan time ? DurationText.Of(time) : value ?? "null")}.");
        }
    }

    public void Check(string option, Action check)
    {
        try
        {
            check();
        }
        catch (ArgumentException fault)
        {
            faults.Add($"{type}.{option}: {fault.Message}");
        }
    }

    public void ThrowIfAny()
    {
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults));
        }
    }
}
