using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;

namespace Taskue.Tests.Calls;

public sealed class StableNameTests
{
    [Theory]
    [InlineData("@images.resize@2", "images.resize", 2)]
    [InlineData("@a@1", "a", 1)]
    [InlineData("@A-b_c.9@2147483647", "A-b_c.9", int.MaxValue)]
    public void A_stored_name_is_read_and_written(string stored, string name, int version)
    {
        Assert.True(StableName.TryParse(stored, out StableName read));
        Assert.Equal((new StableName(name, version), stored, stored[1..]), (read, read.Stored, MethodName.Short(stored)));
        Assert.False(MethodNameParser.TryParse(stored, out _, out _));
    }

    [Theory]
    [InlineData("@images.resize")]
    [InlineData("@images.resize@0")]
    [InlineData("@images.resize@02")]
    [InlineData("@images.resize@-1")]
    [InlineData("@images.resize@2147483648")]
    [InlineData("@images.resize@2 ")]
    [InlineData("@@2")]
    [InlineData("@.a@1")]
    [InlineData("@a..b@1")]
    [InlineData("@a b@1")]
    [InlineData("@")]
    [InlineData("images.resize@2")]
    [InlineData("@A:B.C()")]
    public void What_is_no_stored_name_is_not_read(string stored) => Assert.False(StableName.TryParse(stored, out _));

    [Fact]
    public void A_damaged_name_is_refused_and_an_unknown_one_is_for_another_runner()
    {
        var table = new MethodTable(new AllowedMethods(new MethodAllowList()));
        Assert.Equal("'@images.resize@0' cannot be read as the name of a task.", Assert.IsType<MethodLookup.Refused>(table.Find("@images.resize@0")).Message);
        Assert.Equal("This runner has no task of the name 'images.resize'.", Assert.IsType<MethodLookup.Unknown>(table.Find("@images.resize@1")).Message);
    }

    [Theory]
    [InlineData("no name", 1, false, "[TaskueTask(\"no name\")] on Marked.Do is not a task name: 1 to 128 characters, parts of [A-Za-z0-9_-] with a dot between them, as images.resize.")]
    [InlineData("a.b", 0, false, "[TaskueTask(\"a.b\", Version = 0)] on Marked.Do: versions begin at 1.")]
    [InlineData("a.b", 1, true, "[TaskueTask(\"a.b\")] stands on Marked.Do, which is generic: a name cannot hold its type arguments. "
        + "Take the attribute away, or put it on a method that is not generic and calls this one.")]
    public void A_name_that_cannot_be_is_told_at_the_call_and_at_the_runners_start(string name, int version, bool generic, string message)
    {
        MethodInfo method = Make("Marked", [(name, version, generic)])[0];
        var call = Expression.Lambda<Action>(Expression.Call(generic ? method.MakeGenericMethod(typeof(int)) : method));

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => TaskSpec.Call(call)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => StableName.Of(method)).Message);
    }

    [Fact]
    public void A_call_on_a_type_that_inherits_the_named_method_is_refused() => Assert.Equal(
        "The task name 'tests.named' belongs to NamedBase.Do, but the call is made on Taskue.Tests.Calls.NamedHeir, and the name does not say so. "
        + "Write TaskSpec.On<Taskue.Tests.Calls.NamedBase>(), or give Taskue.Tests.Calls.NamedHeir a method of its own with another [TaskueTask].",
        Assert.Throws<ArgumentException>(() => TaskSpec.On<NamedHeir>().Call(heir => heir.Do())).Message);

    [Fact]
    public void A_name_on_an_interface_is_the_services() =>
        Assert.Equal("@tests.interface@1", TaskSpec.On<INamed>().Call(named => named.Do()).Method);

    [Fact]
    public void A_record_with_a_name_is_held_by_a_release_that_knows_no_names_and_read_by_this_one()
    {
        var record = new System.Buffers.ArrayBufferWriter<byte>();
        Store.SpecRecord.WriteBeginning(record, TaskSpec.On<INamed>().Call(named => named.Do()), null, 0, null);
        string text = System.Text.Encoding.UTF8.GetString(record.WrittenSpan);
        Assert.Contains("N0:", text, StringComparison.Ordinal);

        Store.SpecRecord? read = Store.SpecRecord.TryRead(System.Text.Encoding.UTF8.GetBytes("5|" + text));
        Assert.Equal(("@tests.interface@1", null), (read!.Method, read.UnknownDemand));
        Assert.Equal("@tests.interface@1", Store.SpecRecord.MethodOfHeld("option 'N' of @tests.interface@1"));
        Assert.Null(Store.SpecRecord.MethodOfHeld("option 'Q' of @tests.interface@1"));
        Assert.Equal("A:B.C()", Store.SpecRecord.MethodOfHeld("A:B.C()"));
    }

    private static MethodInfo[] Make(string typeName, (string Name, int Version, bool Generic)[] marks)
    {
        var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Taskue.Tests.Marked"), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("m").DefineType(typeName, TypeAttributes.Public);
        foreach ((string name, int version, bool generic) in marks)
        {
            MethodBuilder method = type.DefineMethod("Do", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []);
            if (generic)
            {
                method.DefineGenericParameters("T");
            }

            method.GetILGenerator().Emit(OpCodes.Ret);
            method.SetCustomAttribute(new CustomAttributeBuilder(typeof(TaskueTaskAttribute).GetConstructor([typeof(string)])!, [name],
                [typeof(TaskueTaskAttribute).GetProperty(nameof(TaskueTaskAttribute.Version))!], [version]));
        }

        return type.CreateType().GetMethods(BindingFlags.Public | BindingFlags.Static);
    }
}

public class NamedBase
{
    [TaskueTask("tests.named")]
    public void Do()
    {
    }
}

public sealed class NamedHeir : NamedBase;

public interface INamed
{
    [TaskueTask("tests.interface")]
    void Do();
}
