using System.Buffers;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Taskue.TestSupport;

namespace Taskue.ModuleTests;

/// <summary>Many builds of a module, one after the other in one process: what is left of them.</summary>
public sealed class ManyReloadsTests(ITestOutputHelper output) : ModuleTest
{
    [Fact]
    public async Task Fifty_builds_whose_code_leaves_nothing_behind_are_gone()
    {
        using var methods = new LoadedMethods(new MethodAllowList(), NullLogger.Instance);
        long before = 0;
        for (int i = 0; i <= 50; i++)
        {
            string copy = Path.Combine(Root, "copies", $"{i}");
            Copy(i % 2 == 0 ? "Jobs.V1" : "Jobs.V2", copy);
            methods.Use([new ModuleBuild("Jobs", Folder, copy, $"{i}", ["Jobs", "Palette"])], strict: true);
            await CallAsync(methods, "Jobs:Jobs.Work.Take(Jobs.Order)", """[{"item":"tea","count":3}]""");
            await CallAsync(methods, "Jobs:Jobs.Work.Colour()", "[]");
            if (i is 0 or 10 or 25 or 50)
            {
                int alive = methods.Describe().OldModuleBuilds;
                await Collected(methods);
                Figure(i, alive, methods, ref before);
            }
        }

        Assert.Equal(0, methods.Describe().OldModuleBuilds);
    }

    private static async Task CallAsync(LoadedMethods methods, string method, string arguments)
    {
        var found = Assert.IsType<MethodLookup.Runnable>(methods.Table.Find(method));
        Assert.True(found.Owner!.TryEnter());
        var result = new ArrayBufferWriter<byte>();
        await found.Invoker.InvokeAsync(null!, null, Encoding.UTF8.GetBytes(arguments), result);
        Assert.NotEqual(0, result.WrittenCount);
        found.Owner.Leave();
    }

    private static Task Collected(LoadedMethods methods) => Wait.Eventually(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            methods.Tidy();
            return methods.Describe().OldModuleBuilds == 0;
        }, "no old build is in memory");

    private void Figure(int reloads, int alive, LoadedMethods methods, ref long before)
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true), working = Process.GetCurrentProcess().WorkingSet64;
        before = before == 0 ? working : before;
        output.WriteLine($"{reloads} reloads: {alive} old builds before collecting, {methods.Describe().OldModuleBuilds} after; "
            + $"heap {heap / 1024} KiB, working set {working / 1048576.0:F1} MiB (+{(working - before) / 1048576.0:F1})");
    }
}
