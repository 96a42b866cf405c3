namespace Taskue.TestSupport;

/// <summary>A chart of the report, drawn as SVG that reads on light and on dark ground.</summary>
internal abstract class Chart(string name, string title)
{
    /// <summary>The name of its file, without the extension.</summary>
    public string Name => name;

    public string Title => title;

    public abstract string ToSvg();
}
