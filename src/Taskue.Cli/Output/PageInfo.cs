namespace Taskue.Cli.Output;

/// <summary>Which page of a list is shown: how many it has, how many all pages have where that is known, and whether there is a next one.</summary>
internal sealed record PageInfo(int Page, int Limit, int Shown, long? Total, bool TotalIsExact, bool More)
{
    /// <summary>The line under a list, where it is not the whole.</summary>
    public string? Line
    {
        get
        {
            if (Page == 1 && !More)
            {
                return null;
            }

            string total = Total is { } all ? $" of {(TotalIsExact ? "" : "at least ")}{Words.Of(all)}" : "";
            return $"{Words.Of((long)Shown)}{total}; {(More ? $"next: --page {Page + 1}" : Shown == 0 ? $"page {Page} is behind the last" : $"page {Page} is the last")}";
        }
    }
}
