Taskue.Cli.Output.StandardStreams.Open();
return await Taskue.Cli.CommandLine.RunAsync(args);
