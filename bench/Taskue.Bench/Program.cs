using Taskue.Bench;

return await BenchCommand.RunAsync(args);
