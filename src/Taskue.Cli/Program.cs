return await Taskue.Cli.CommandLine.RunAsync(args);
