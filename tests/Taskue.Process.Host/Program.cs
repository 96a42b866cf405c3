using Taskue.ProcessHost;

// Runners and producers in processes of their own, for tests that kill, freeze and cut them off. Arguments are name=value; `role` is runner (the
// default), crowd or producer, and the class of the role says what else. With lifeline=stdin the process ends at once when its standard input closes:
// nothing is left behind by a harness that was killed.
var settings = new Settings(args);
return settings.Find("role") switch
{
    "producer" => await ProducerRole.RunAsync(settings),
    "crowd" => await CrowdRole.RunAsync(settings),
    _ => await RunnerRole.RunAsync(settings),
};
