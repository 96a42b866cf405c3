using Taskue.TestSupport;

namespace Taskue.Store.Tests;

/// <summary>The invariants as assertions of a test.</summary>
internal static class InvariantChecks
{
    extension(Invariants)
    {
        public static void Check(Raw raw, string where)
        {
            List<string> found = Invariants.Violations(raw);
            if (found.Count > 0)
            {
                Assert.Fail($"After {where}: {string.Join("\n", found.Take(12))}\n{(raw.Hash("tasks").Count < 50 ? raw.Dump() : "")}");
            }
        }

        public static void CheckNoResidue(Raw raw)
        {
            string[] left = Invariants.Residue(raw);
            Assert.True(left.Length == 0, "Left when retention had passed: " + string.Join(", ", left) + "\n" + raw.Dump("meta", "names"));
        }
    }
}
