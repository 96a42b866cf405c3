namespace Taskue.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Name">What <c>--columns</c> and <c>--sort</c> call it; upper case in the table.</param>
/// <param name="Cell">What it shows of an item.</param>
internal sealed record Column<T>(string Name, Func<T, Look, Cell> Cell)
{
    /// <summary>Only <c>-o wide</c> shows it, or <c>--columns</c> where it is named.</summary>
    public bool IsWide { get; init; }

    /// <summary>Numbers stand at the right.</summary>
    public bool IsRight { get; init; }

    /// <summary>On a terminal that is too narrow this column is cut.</summary>
    public bool Gives { get; init; }

    /// <summary>What it is sorted by, where that is not its text.</summary>
    public Func<T, IComparable?>? SortBy { get; init; }
}
