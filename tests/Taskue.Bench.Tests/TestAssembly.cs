using Xunit.Sdk;
using Xunit.v3;

// Each test is a program that measures: one at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
