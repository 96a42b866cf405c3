using System.Text.RegularExpressions;

namespace Taskue.TestSupport.Tests.Texts;

/// <summary>The documents are plain English: they have none of the phrases that read as a translation.</summary>
public sealed partial class PhraseTests
{
    // Folders and files that are checked. To check further texts, add them here.
    private static readonly string[] Checked =
    [
        "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs", "bench", "tests/Released/README.md",
        "src/Taskue.Cli/Commands/Explain/manual.md",
    ];

    // Written by programs: the help of the commands, and reports of runs.
    private static readonly string[] Generated = ["docs/cli/reference.md", "docs/reliability/report.md", "bench/results/", "/node_modules/", "/bin/", "/obj/"];

    [Fact]
    public void The_documents_have_no_phrase_that_reads_as_a_translation()
    {
        string[] files = [.. Checked.SelectMany(FilesOf).Where(file => !Array.Exists(Generated, part => file.Contains(part, StringComparison.Ordinal)))];
        Assert.InRange(files.Length, 60, 1000);
        string[] found = [.. files.SelectMany(file => Found(file, File.ReadAllLines(Repository.PathOf(file))))];
        Assert.True(found.Length == 0, $"Write these in plain English:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("All of it is tried to be broken by ./prove")]
    [InlineData("see and mend everything from a terminal")]
    [InlineData("all faults are told together")]
    [InlineData("one `.lua` a transition; `shared/` for what several include")]
    [InlineData("Commands are a folder a resource")]
    [InlineData("12 us a task")]
    [InlineData("0.19 calls a task")]
    [InlineData("5,664 tasks a second, by default")]
    [InlineData("Whose text it is says the flow of execution")]
    [InlineData("Not captured is what leaves that flow")]
    [InlineData("Where Redis is away when the end was heard, its reading is tried again")]
    [InlineData("A whole row is taken away.")]
    [InlineData("the build before stays")]
    [InlineData("ends when it has stopped, by whomever")]
    [InlineData("it stands nowhere")]
    [InlineData("a state which should not be.")]
    [InlineData("held in vain")]
    [InlineData("Connects to Redis as an object says")]
    [InlineData("and looks whether this server can be used")]
    [InlineData("Who calls fills in the first two")]
    [InlineData("TLS does not come about")]
    [InlineData("'x' is no setting")]
    [InlineData("it was not heard of")]
    [InlineData("one that has no reason to run")]
    [InlineData("The task goes on undisturbed.")]
    [InlineData("a guard beside the runner")]
    [InlineData("starts the process anew")]
    [InlineData("a wait lasts for ever")]
    [InlineData("a runner waits for Redis by itself")]
    [InlineData("Nobody serves its queue")]
    public void A_phrase_of_the_list_is_found(string text) => Assert.NotEmpty(Found("page.md", [text]));

    [Theory]
    [InlineData("There is no task of that name, and there are no runners.")]
    [InlineData("`*` stands for anything, on standard input as well.")]
    [InlineData("Where a value comes from: taskue config show --origin.")]
    [InlineData("Who can do what")]
    [InlineData("A task that the store no longer knows is no longer listed.")]
    [InlineData("A test named `It_goes_on_for_ever_beside_Redis` is code.")]
    [InlineData("The runner calls a method, and tasks get a second attempt.")]
    [InlineData("[The chart](results/queues-beside-redis.svg) has an address.")]
    public void Plain_sentences_pass(string text) => Assert.Empty(Found("page.md", [text]));

    [Fact]
    public void Messages_in_a_text_block_are_quotations() => Assert.Empty(Found("page.md", ["```text", "It goes on undisturbed.", "```"]));

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(Repository.PathOf(path))
        ? Directory.EnumerateFiles(Repository.PathOf(path), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal)
        : [path];

    private static IEnumerable<string> Found(string file, IReadOnlyList<string> lines)
    {
        bool quoted = false;
        for (int i = 0; i < lines.Count; i++)
        {
            quoted = lines[i].StartsWith("```", StringComparison.Ordinal) ? lines[i] == "```text" : quoted;
            string prose = quoted ? "" : Code().Replace(lines[i], match => match.Value[0] == '`' ? "`code`" : "](address)");
            foreach (Phrase phrase in Phrase.All)
            {
                if (phrase.FindIn(prose) is { } words)
                {
                    yield return $"{file}:{i + 1}: '{words}'. Instead: {phrase.Instead}";
                }
            }
        }
    }

    [GeneratedRegex(@"`[^`]*`|\]\([^)]*\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
