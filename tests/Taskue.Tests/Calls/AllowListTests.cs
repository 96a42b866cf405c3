using System.Text.Json;

namespace Taskue.Tests.Calls;

public sealed class AllowListTests
{
    private const string Home = "Taskue.Tests:Taskue.Tests.Calls.";

    private static string Method => TaskSpec.Call(() => Samples.Add(1, 2)).Method;

    [Fact]
    public void The_entry_assembly_is_allowed_by_default() => Assert.IsType<MethodLookup.Runnable>(Find(new MethodAllowList(), Method));

    [Fact]
    public void An_empty_list_refuses_and_names_the_setting()
    {
        var refused = Assert.IsType<MethodLookup.Refused>(Find(new MethodAllowList { EntryAssembly = false }, Method));
        Assert.Equal("The assembly 'Taskue.Tests' is here, but this runner may run nothing of it. Allow it where the runner is set up: RunnerOptions.Allow.Add(\"Taskue.Tests\").", refused.Message);
    }

    [Fact]
    public void An_added_assembly_is_allowed()
    {
        Assert.IsType<MethodLookup.Runnable>(Find(new MethodAllowList { EntryAssembly = false }.AddAssemblyOf<Parcel>(), Method));
        Assert.IsType<MethodLookup.Runnable>(Find(new MethodAllowList { EntryAssembly = false }.Add(typeof(Parcel).Assembly), Method));
    }

    [Theory]
    [InlineData("Taskue.Tests", true)]
    [InlineData("Taskue.*", true)]
    [InlineData("*", true)]
    [InlineData("taskue.tests", false)]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.*", true)]
    [InlineData("Taskue.Tests:*.Samples.*", true)]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.Samples.Add", true)]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.Samples.Ad", false)]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.Samples", false)]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.Samples.Note", false)]
    [InlineData("Other:Taskue.Tests.Calls.Samples.Add", false)]
    public void A_pattern_allows_what_fits_it(string pattern, bool allows)
    {
        var found = Find(new MethodAllowList { EntryAssembly = false }.Add(pattern), Method);
        Assert.IsType(allows ? typeof(MethodLookup.Runnable) : typeof(MethodLookup.Refused), found);
    }

    [Fact]
    public void A_refused_method_is_named_as_the_pattern_that_would_allow_it()
    {
        var refused = Assert.IsType<MethodLookup.Refused>(Find(new MethodAllowList { EntryAssembly = false }.Add("Taskue.Tests:*.Note"), Method));
        Assert.Equal($"'{Method}' is not among the methods that this runner may run. Allow it where the runner is set up: "
            + "RunnerOptions.Allow.Add(\"Taskue.Tests:Taskue.Tests.Calls.Samples.Add\").", refused.Message);
    }

    [Theory]
    [InlineData("System.Private.CoreLib:System.IO.File.Delete(string)")]
    [InlineData("System.Diagnostics.Process:System.Diagnostics.Process.Start(string,string)")]
    [InlineData("Microsoft.Extensions.DependencyInjection:X.Y()")]
    [InlineData("system.private.corelib:System.Environment.Exit(int)")]
    [InlineData("mscorlib:System.Environment.Exit(int)")]
    [InlineData("Taskue:Taskue.TaskId.New()")]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.Samples.Echo<System.Private.CoreLib:System.Random>(!!0)")]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.Greeter.ToString()")]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.Greeter.GetType()")]
    [InlineData("Taskue.Tests:Taskue.Tests.Calls.SpecialTask.Wait()")]
    public void The_framework_is_refused_whatever_is_listed(string method)
    {
        var refused = Assert.IsType<MethodLookup.Refused>(Find(new MethodAllowList().Add("*").Add("System*").Add("*:*"), method));
        Assert.Contains("belongs to the framework or to Taskue itself, and no setting lets a queue run that", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_framework_cannot_be_added()
    {
        var list = new MethodAllowList();
        Assert.Throws<ArgumentException>(() => list.AddAssemblyOf<string>());
        Assert.Throws<ArgumentException>(() => list.AddAssemblyOf<JsonElement>());
        Assert.Throws<ArgumentException>(() => list.AddAssemblyOf<TaskSpec>());
        Assert.Throws<ArgumentException>(() => list.Add(" "));
        Assert.Throws<ArgumentException>(() => list.Add("A:"));
        Assert.Throws<ArgumentException>(() => list.Add(":B.C"));
    }

    [Theory]
    [InlineData("Elsewhere:N.T.M()", "does not have the assembly 'Elsewhere'")]
    [InlineData(Home + "Nobody.M()", "has no type 'Taskue.Tests.Calls.Nobody'")]
    [InlineData(Home + "Samples.Nothing2()", "has no method 'Nothing2' in Taskue.Tests.Calls.Samples")]
    [InlineData(Home + "Samples.Add(int,long)", "has no Taskue.Tests.Calls.Samples.Add(int,long); it has Add(int,int)")]
    [InlineData(Home + "Samples.Echo(!!0)", "has no Taskue.Tests.Calls.Samples.Echo(!!0)")]
    [InlineData(Home + "Box.Put(int)", "has no type 'Taskue.Tests.Calls.Box'")]
    [InlineData(Home + "Samples.Echo<Elsewhere:N.T>(!!0)", "does not have the assembly 'Elsewhere'")]
    [InlineData(Home + "Samples.Echo<Int32>(!!0)", "has no type 'Int32'")]
    public void What_is_not_here_is_unknown(string method, string expected)
    {
        var unknown = Assert.IsType<MethodLookup.Unknown>(Find(new MethodAllowList(), method));
        Assert.Contains(expected, unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Home + "Samples.TakesRef(int&)")]
    [InlineData(Home + "Samples.TakesSpan(System.ReadOnlySpan<char>)")]
    [InlineData(Home + "Samples.get_Property()")]
    [InlineData(Home + "Samples.Echo<string?>(!!0)")]
    [InlineData(Home + "Samples.Echo<int??>(!!0)")]
    [InlineData(Home + "OnTheStack.Work()")]
    [InlineData(Home + "Samples.Echo<" + Home + "OnTheStack>(!!0)")]
    [InlineData(Home + "Samples.Echo<" + Home + "OnTheStack[]>(!!0)")]
    [InlineData(Home + "Samples.Echo<" + Home + "OnTheStack[,]>(!!0)")]
    [InlineData(Home + "Samples.Echo<" + Home + "OnTheStack?>(!!0)")]
    public void What_no_call_could_have_stored_is_refused(string method) => Assert.IsType<MethodLookup.Refused>(Find(new MethodAllowList(), method));

    [Fact]
    public void An_assembly_that_is_shipped_but_not_allowed_is_refused_and_not_loaded()
    {
        var refused = Assert.IsType<MethodLookup.Refused>(Find(new MethodAllowList(), "PublicApiGenerator:PublicApiGenerator.ApiGenerator.GeneratePublicApi()"));
        Assert.Contains("RunnerOptions.Allow.Add(\"PublicApiGenerator\")", refused.Message, StringComparison.Ordinal);
        var generic = Assert.IsType<MethodLookup.Refused>(Find(new MethodAllowList(), Home + "Samples.Echo<PublicApiGenerator:PublicApiGenerator.ApiGeneratorOptions>(!!0)"));
        Assert.Contains("RunnerOptions.Allow.Add(\"PublicApiGenerator\")", generic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Net.Mail:System.Net.Mail.SmtpClient.Dispose()")]
    [InlineData(Home + "Samples.Echo<System.Net.Mail:System.Net.Mail.MailMessage>(!!0)")]
    [InlineData(Home + "Box<System.Net.Mail:System.Net.Mail.MailMessage[]>.Put(System.Net.Mail.MailMessage[])")]
    [InlineData(Home + "Samples[[System.Net.Mail.MailMessage, System.Net.Mail]].Add(int,int)")]
    [InlineData(Home + "Samples.Note(System.Net.Mail.MailMessage, System.Net.Mail)")]
    public void No_text_loads_an_assembly(string method)
    {
        Assert.IsNotType<MethodLookup.Runnable>(Find(new MethodAllowList().Add("Taskue.*"), method));
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "System.Net.Mail");
    }

    [Fact]
    public void Answers_are_kept_and_the_unknown_do_not_grow_without_bound()
    {
        var table = new MethodTable(new AllowedMethods(new MethodAllowList()));
        var first = Assert.IsType<MethodLookup.Runnable>(table.Find(Method));
        for (var i = 0; i < 5_000; i++)
        {
            table.Find($"Elsewhere:N.T.M{i}()");
        }

        Assert.InRange(table.KeptFailures, 1, 1024);
        Assert.Same(first, table.Find(Method));
        Assert.Same(table.Find("Elsewhere:N.T.M4999()"), table.Find("Elsewhere:N.T.M4999()"));
    }

    private static MethodLookup Find(MethodAllowList list, string method) => new MethodTable(new AllowedMethods(list)).Find(method);
}
