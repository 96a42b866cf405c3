using System.Reflection;
using PublicApiGenerator;
using Taskue.TestSupport;

namespace Taskue.Packages.Tests;

/// <summary>The public surface of each package, as approved text: growth shows as a diff. TASKUE_APPROVE=1 writes it anew.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Assemblies => ["Taskue", "Taskue.Hosting", "Taskue.Embedded"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_approved_one(string assembly)
    {
        string surface = Assembly.Load(assembly).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        string approved = Repository.PathOf("tests", "Taskue.Packages.Tests", "Approved", assembly + ".txt");
        if (Environment.GetEnvironmentVariable("TASKUE_APPROVE") == "1")
        {
            File.WriteAllText(approved, surface);
        }

        Assert.Equal(File.ReadAllText(approved).ReplaceLineEndings("\n"), surface);
    }
}
