namespace Taskue.Cli.Dev;

/// <summary>The work of a small shop, for <c>taskue dev</c>. A task waits, writes lines and sometimes fails; it touches nothing else.</summary>
internal static class DevTasks
{
    /// <summary>Takes a payment. The bank is busy at every third order's first attempt.</summary>
    public static async Task<string> ChargeAsync(int order, TaskContext task, CancellationToken stop)
    {
        await WorkAsync("asking the bank", 2, stop);
        return order % 3 == 0 && task.Attempt == 1 ? throw new IOException("The bank is busy, try again.") : $"paid order {order}";
    }

    /// <summary>Packs an order. Every fifth lacks something, which fails its workflow.</summary>
    public static async Task PackAsync(int order, CancellationToken stop)
    {
        await WorkAsync("packing", 4, stop);
        if (order % 5 == 0)
        {
            throw new InvalidOperationException($"Order {order} cannot be packed: item 17 is out of stock.");
        }
    }

    /// <summary>Writes to the customer. Some have no address, which may be.</summary>
    public static async Task NotifyAsync(int order, CancellationToken stop)
    {
        await WorkAsync("writing to the customer", 1, stop);
        if (order % 4 == 0)
        {
            throw new FormatException($"The customer of order {order} has no address.");
        }
    }

    /// <summary>A report that takes its time, to be watched and followed.</summary>
    public static async Task<int> ReportAsync(int rows, CancellationToken stop)
    {
        await WorkAsync("rows of the report", rows, stop);
        return rows;
    }

    private static async Task WorkAsync(string what, int steps, CancellationToken stop)
    {
        for (int step = 1; step <= steps; step++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), stop);
            Console.WriteLine($"{what}: {step} of {steps}");
        }
    }
}
