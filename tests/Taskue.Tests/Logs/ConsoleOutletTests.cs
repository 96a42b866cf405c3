namespace Taskue.Tests.Logs;

public sealed class ConsoleOutletTests
{
    [Fact]
    public void A_console_that_stands_still_holds_nobody_up_and_takes_no_more_memory_than_its_bound()
    {
        const int most = 4 * 1024 * 1024, piece = 100_000;
        var shown = new StringWriter();
        TextWriter before = TextWriter.Synchronized(shown);
        var outlet = new ConsoleOutlet(before);
        Monitor.Enter(before);
        var writer = new Thread(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                outlet.Write(new string('a', piece));
            }
        });
        writer.Start();
        bool cameBack = writer.Join(TimeSpan.FromSeconds(30));
        Monitor.Exit(before);
        outlet.Drain(TimeSpan.FromSeconds(30));

        Assert.True(cameBack);
        Assert.InRange(shown.GetStringBuilder().Length, most, most + piece);
    }
}
