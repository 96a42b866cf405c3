using System.Reflection;
using Taskue.TestSupport;
using Xunit.Sdk;
using Xunit.v3;

namespace Taskue.Store.Tests;

/// <summary>Runs a theory on redis-server and on the embedded server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothServersAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<ServerKind>(ServerKind.Redis), new TheoryDataRow<ServerKind>(ServerKind.Embedded)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
