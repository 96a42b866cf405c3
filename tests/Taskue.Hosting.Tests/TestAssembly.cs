using Taskue.TestSupport;

[assembly: AssemblyFixture(typeof(TestServers))]
