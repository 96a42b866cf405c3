using Taskue.Cli;

return await CommandLine.RunAsync(args);
