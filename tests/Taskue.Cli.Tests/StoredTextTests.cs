using System.Text;
using System.Text.Json;
using Taskue.Cli.Output;

namespace Taskue.Cli.Tests;

/// <summary>Texts that others have stored, on their way to a terminal or a program.</summary>
public sealed class StoredTextTests
{
    // A change of direction, an isolate, a zero-width space, a byte order mark, an escape of C1, a line separator, an interlinear anchor, a tag of plane 14.
    private const string Steers = "a\u202Eb\u2066c\u200Bd\uFEFFe\u009Bf\u2028g\uFFF9h\U000E0041i\ej\u061Ck";

    private const string Shows = "naïve 猫 \U0001F600 \U0001F469\u200D\U0001F4BB \u0645\u06CC\u200C\u062E \u0601 co\u00ADop";

    [Fact]
    public void A_text_for_a_terminal_steers_nothing_and_shows_every_script()
    {
        Assert.Equal(Shows, Look.Safe(Shows));
        Assert.Equal("a�b�c�d�e�f g�h�i�j�k", Look.Safe(Steers));
        Assert.Equal("x\ny\tz\nu", Look.Safe("x\r\ny\tz\u2028u", lines: true));
        Assert.Equal("x y z", Look.Safe("x\ny\tz"));
        Assert.Equal("half � pair", Look.Safe("half \uD83D pair"));
    }

    [Fact]
    public void Json_keeps_every_text_and_escapes_what_steers()
    {
        string json = JsonText.Of(JsonSerializer.SerializeToElement(new Dictionary<string, string> { [Steers] = Shows, ["q\"\\\n"] = "\u0001" }), indented: false);

        Assert.Contains(Shows, json, StringComparison.Ordinal);
        Assert.DoesNotContain(json.EnumerateRunes(), Steering.Is);
        Dictionary<string, string> back = JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
        Assert.Equal([(Steers, Shows), ("q\"\\\n", "\u0001")], back.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Yaml_writes_characters_and_escapes_that_every_parser_reads()
    {
        var yaml = new StringWriter();
        YamlText.Write(yaml, JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["shows"] = Shows, ["steers"] = Steers, ["plain"] = "a\"b\\c\nd" }));

        // No pair of surrogates, which is no character to YAML; \U is how it writes one beyond the first plane.
        Assert.Equal($"shows: \"{Shows}\"\n"
            + "steers: \"a\\u202Eb\\u2066c\\u200Bd\\uFEFFe\\u009Bf\\u2028g\\uFFF9h\\U000E0041i\\u001Bj\\u061Ck\"\nplain: \"a\\\"b\\\\c\\nd\"\n",
            yaml.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("Why: one two three four\n     extraordinarily five\n", "Why", 26)]
    [InlineData("Why: one two three four extraordinarily five\n", "Why", null)]
    [InlineData("a name that takes the\nroom:\n    one two three four\n    extraordinarily five\n", "a name that takes the room", 26)]
    public void A_value_breaks_between_words_on_a_narrow_terminal(string shown, string name, int? width)
    {
        var text = new StringWriter { NewLine = "\n" };
        new Sheet(text, new Look(new OutputSettings { Width = width }, TimeProvider.System)).Add(name, "one two three four extraordinarily five").End();
        Assert.Equal(shown, text.ToString());
    }

    [Theory]
    [InlineData("task get {0}")]
    [InlineData("task list -o wide")]
    [InlineData("task list --json")]
    [InlineData("task list -o yaml")]
    [InlineData("task watch {0}")]
    [InlineData("task logs {0}")]
    [InlineData("task logs {0} -o jsonl")]
    [InlineData("task delete {0} --dry-run")]
    [InlineData("workflow get {1}")]
    [InlineData("workflow watch {1}")]
    [InlineData("workflow logs {1}")]
    [InlineData("why {0}")]
    [InlineData("status")]
    public async Task No_command_lets_a_stored_text_steer_a_terminal(string line)
    {
        (Room room, string task, string workflow) = await HostileAsync();

        (_, string output, string error) = await room.RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, task, workflow));

        Assert.DoesNotContain((output + error).EnumerateRunes(), rune => rune.Value is not '\n' and not '\t' && Steering.Is(rune));
        Assert.DoesNotContain("\\uD83D", output, StringComparison.OrdinalIgnoreCase);
    }

    private static readonly Lazy<Task<(Room, string, string)>> Hostile = new(FillAsync);

    private static Task<(Room Room, string Task, string Workflow)> HostileAsync() => Hostile.Value;

    private static async Task<(Room, string, string)> FillAsync()
    {
        string text = string.Concat("\U0001F600 ", Steers.Replace("\u2028", "", StringComparison.Ordinal));
        string title = string.Concat(text.EnumerateRunes()
            .Where(rune => Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Control).Select(rune => rune.ToString()));
        Room room = await Room.OpenAsync("hostile");
        await room.StartRunnerAsync();
        TaskSpec spec = TaskSpec.Call(() => Work.TalkAndFail(text, TaskContext.Current)) with { Title = title };
        TaskHandle task = await room.Taskue.EnqueueAsync(spec);
        WorkflowHandle workflow = await room.Taskue.EnqueueAsync(new WorkflowSpec(title, [[spec]]));
        await task.WaitAsync();
        await workflow.WaitAsync();
        return (room, task.Id, workflow.Id);
    }
}
