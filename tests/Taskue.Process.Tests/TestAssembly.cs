using Taskue.TestSupport;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(TestServers))]

// Runners with heartbeats of a second die of a loaded machine: one test at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
