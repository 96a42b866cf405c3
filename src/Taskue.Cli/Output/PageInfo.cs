namespace Taskue.Cli.Output;

/// <summary>Which page of a list is shown: how many it has, how many all pages have where that is known, and whether there is a next one.</summary>
internal sealed record PageInfo(int Page, int Limit, int Shown, long? Total, bool More)
{
    /// <summary>The line under a list, where it is not the whole.</summary>
    public string? Line => Page == 1 && !More ? null
        : $"{Words.Of((long)Shown)}{(Total is { } total ? $" of {Words.Of(total)}" : "")}{(More ? $"; next: --page {Page + 1}" : $"; page {Page} is the last")}";
}
