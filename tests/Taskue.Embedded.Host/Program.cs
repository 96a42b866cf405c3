using Taskue;

// A process that owns an embedded server, for tests that end or kill it.
// Arguments: the data folder, or "-" for memory; optionally "always". It prints one line, "ready <connection string>" or
// "failed <code> <message>", and ends when its standard input does.
try
{
    await using var server = await EmbeddedServer.StartAsync(new EmbeddedServerOptions
    {
        DataFolder = args[0] == "-" ? null : args[0],
        Flush = args.Contains("always", StringComparer.Ordinal) ? DiskFlush.Always : DiskFlush.EverySecond,
    });
    Console.WriteLine($"ready {server.ConnectionString}");
    await Console.In.ReadToEndAsync();
}
catch (TaskueException e)
{
    Console.WriteLine($"failed {e.Code} {e.Message}");
    return 1;
}

return 0;
