using System.Reflection;
using CsCheck;

namespace Taskue.Tests.Calls;

public sealed class MethodNameTests
{
    private const string Home = "Taskue.Tests:Taskue.Tests.Calls.";

    [Fact]
    public void The_text_is_short_and_readable()
    {
        int? none = null;
        Assert.Equal(Home + "Samples.Note(string,int)", TaskSpec.Call(() => Samples.Note("a", 1)).Method);
        Assert.Equal(Home + "Samples.Sum(int[])", TaskSpec.Call(() => Samples.Sum(1)).Method);
        Assert.Equal(Home + "Samples.MaybeNull(int?)", TaskSpec.Call(() => Samples.MaybeNull(none)).Method);
        Assert.Equal(Home + "Samples+Inner.Name(string)", TaskSpec.Call(() => Samples.Inner.Name("x")).Method);
        Assert.Equal(Home + "Samples.Echo<Taskue.Tests.Calls.Parcel>(!!0)", TaskSpec.Call(() => Samples.Echo(new Parcel("a", 1))).Method);
        Assert.Equal(Home + "Box<int>+Lid<string>.Turn(int,string)", TaskSpec.Call(() => Box<int>.Lid<string>.Turn(1, "k")).Method);
        Assert.Equal(Home + "Samples.Strings(string,string[],System.Collections.Generic.Dictionary<string,System.Collections.Generic.List<int>>)",
            MethodName.Format(typeof(Samples).GetMethod(nameof(Samples.Strings))!));
        Assert.Equal(Home + "IBulkMailer.Count(string)", TaskSpec.On<IBulkMailer>().Call(m => m.Count("x")).Method);
        Assert.Equal("Taskue.Tests:Taskue.Tests.Calls.Samples.Echo<Taskue:Taskue.TaskState>(!!0)", TaskSpecTextOf(typeof(TaskState)));
    }

    [Theory]
    [InlineData("MyApp:MyApp.Images.Resize(string,int)", "Images.Resize")]
    [InlineData("My.App:Images.Resize()", "Images.Resize")]
    [InlineData("A:N.Outer+Inner.Run()", "Inner.Run")]
    [InlineData("A:N.Box<int,N.Other<string>>.Put<long>(!!0)", "Box.Put")]
    [InlineData("A:N.Odd\\.Name.Run\\(x\\)(int)", "Odd.Name.Run(x)")]
    [InlineData("no method", "no method")]
    [InlineData("", "")]
    public void The_short_name_is_type_and_method(string text, string expected) => Assert.Equal(expected, MethodName.Short(text));

    [Fact]
    public void Every_method_of_this_assembly_is_parsed_and_found_again()
    {
        var allowed = new AllowedMethods(new MethodAllowList());
        var count = 0;
        foreach (var type in typeof(Samples).Assembly.GetTypes().Where(t => !t.ContainsGenericParameters))
        {
            foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var closed = method.IsGenericMethodDefinition ? TryClose(method) : method;
                if (closed is null)
                {
                    continue;
                }

                var text = MethodName.Format(closed);
                Assert.True(MethodNameParser.TryParse(text, out var parsed, out var fault), $"{text}: {fault}");
                var resolver = new TypeResolver(allowed, parsed.Assembly);
                Assert.Equal(type, resolver.Resolve(parsed.Type));
                Assert.Equal(method, MethodSearch.Find(type, parsed.Name, parsed.TypeArguments.Length, parsed.Parameters, isStatic: true, out var found));
                Assert.Equal(1, found);
                Assert.NotEmpty(MethodName.Short(text));
                count++;
            }
        }

        Assert.True(count > 50, $"only {count} methods");
    }

    [Theory]
    [InlineData("", "a name was expected at character 1")]
    [InlineData("A", "':' was expected at character 2")]
    [InlineData("A:B()", "a type and a method were expected at character 4")]
    [InlineData("A:B.C", "'(' was expected at character 6")]
    [InlineData("A:B.C(", "the parameter list does not end")]
    [InlineData("A:B.C()x", "something follows the parameter list")]
    [InlineData("A:B.C<>()", "a name was expected at character 7")]
    [InlineData("A:B.C<int()", "'>' was expected")]
    [InlineData("A:B<int>.C.D()", "a namespace has type arguments")]
    [InlineData("A:B+C.D.E()", "a namespace stands inside a type")]
    [InlineData("A:B..C()", "a name was expected")]
    [InlineData("A:B.C((int)", "this cannot stand in a parameter list")]
    [InlineData("A:B`1.C()", "a type and a method were expected at character 4")]
    [InlineData("A:B.C`1()", "'(' was expected at character 6")]
    [InlineData("A:B.C<D<D<D<D<D<D<D<D<D<int>>>>>>>>>>()", "nested more than 8 deep")]
    [InlineData("A:B.C<int[][][][][][][][][]>()", "more than 8")]
    public void A_bad_text_is_answered_with_what_is_wrong_and_where(string text, string expected)
    {
        Assert.False(MethodNameParser.TryParse(text, out _, out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.IsType<MethodLookup.Refused>(CallRun.Table.Find(text));
    }

    [Fact]
    public void Any_text_has_an_answer()
    {
        string[] words =
        [
            "A", ":", ".", "+", "<", ">", "(", ")", ",", "[", "]", "?", "\\", "!!0", "`1", "int", "string", "Taskue.Tests", "Taskue.Tests.Calls",
            "Samples", "Echo", "Box", "&", "*", " ", "\0", "é", "\uD83D", "[[System.Private.CoreLib]]", "System", "Process",
        ];
        Gen.Int[0, words.Length - 1].Select(i => words[i]).Array[0, 24].Select(parts => string.Concat(parts)).Sample(text =>
        {
            _ = MethodName.Short(text);
            var parsed = MethodNameParser.TryParse(text, out var method, out var fault);
            Assert.Equal(parsed, method is not null);
            Assert.Equal(parsed, fault is null);
            Assert.NotNull(CallRun.Table.Find(text));
        }, iter: 20_000);
    }

    [Fact]
    public void A_text_with_one_character_changed_never_finds_another_method()
    {
        var texts = new[]
        {
            TaskSpec.Call(() => Samples.Note("a", 1)).Method, TaskSpec.Call(() => Samples.Overloaded(1L)).Method, TaskSpec.Call(() => Box<int>.Lid<string>.Turn(1, "k")).Method,
        };
        Gen.Select(Gen.Int[0, texts.Length - 1].Select(i => texts[i]), Gen.Int[0, 200], Gen.Char).Sample((text, at, c) =>
        {
            at %= text.Length;
            var changed = text[..at] + c + text[(at + 1)..];
            if (CallRun.Table.Find(changed) is MethodLookup.Runnable { Invoker.Method: var method })
            {
                Assert.Equal(changed, MethodName.Format(method));
            }
        }, iter: 5_000);
    }

    [Fact]
    public void Names_with_characters_of_the_grammar_are_escaped()
    {
        var text = new System.Text.StringBuilder();
        TypeText.AppendName(text, "a.b<c>(d),e:f`1\\");
        Assert.Equal("a\\.b\\<c\\>\\(d\\)\\,e\\:f\\`1\\\\", text.ToString());
        Assert.True(MethodNameParser.TryParse($"A:N.T.{text}()", out var parsed, out _));
        Assert.Equal("a.b<c>(d),e:f`1\\", parsed.Name);
    }

    private static string TaskSpecTextOf(Type type) => MethodName.Format(typeof(Samples).GetMethod(nameof(Samples.Echo))!.MakeGenericMethod(type));

    private static MethodInfo? TryClose(MethodInfo method)
    {
        try
        {
            return method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(Parcel))]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
