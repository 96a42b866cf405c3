[assembly: AssemblyFixture(typeof(Taskue.TestSupport.TestServers))]
