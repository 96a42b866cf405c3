namespace Taskue.Embedded.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_in_memory_on_any_free_port()
    {
        var options = new EmbeddedServerOptions();

        Assert.Null(options.DataFolder);
        Assert.Equal(DiskFlush.EverySecond, options.Flush);
        Assert.Equal(0, options.Port);
        Assert.Equal(TimeSpan.FromMinutes(1), options.StartTimeout);
        Assert.Empty(EmbeddedServerOptionsValidator.Faults(options));
    }

    [Fact]
    public async Task All_faults_come_at_once()
    {
        var options = new EmbeddedServerOptions
        {
            DataFolder = " ",
            Flush = (DiskFlush)7,
            Port = 70000,
            StartTimeout = TimeSpan.Zero,
        };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedServer.StartAsync(options));

        Assert.Equal(
            "The embedded server's options have 4 fault(s): "
            + "DataFolder must name a folder, or be null for a server in memory, but is ' '; "
            + "Flush must be EverySecond or Always, but is 7; "
            + "Port must be from 0 to 65535, but is 70000; "
            + "StartTimeout must be from 1 second to 1 hour, but is 0 ms. (Parameter 'options')",
            error.Message);
    }

    [Fact]
    public void A_folder_name_cannot_smuggle_settings_in()
    {
        var options = new EmbeddedServerOptions { DataFolder = "/tmp/a\nrequirepass x" };

        Assert.Equal(["DataFolder must not hold a line break or NUL"], EmbeddedServerOptionsValidator.Faults(options));
    }
}
