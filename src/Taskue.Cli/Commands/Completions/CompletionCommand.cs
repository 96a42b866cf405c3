using System.CommandLine;
using System.Reflection;
using Taskue.Cli.Parsing;

namespace Taskue.Cli.Commands.Completions;

/// <summary><c>taskue completion</c>: the script that makes a shell complete.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    private static readonly Argument<string> Shell = new("SHELL") { Description = $"{string.Join(", ", Shells)}." };

    static CompletionCommand() => Shell.CompletionSources.Add(Shells);

    public static Command Build() => new ExampleCommand("completion", "Prints the script by which a shell completes commands, options, ids and names.",
        "source <(taskue completion bash)        # into ~/.bashrc",
        "taskue completion zsh > ~/.zfunc/_taskue # with fpath+=~/.zfunc before compinit",
        "taskue completion fish > ~/.config/fish/completions/taskue.fish",
        "taskue completion pwsh | Out-String | Invoke-Expression")
    {
        Shell,
    }.Runs(Run);

    private static Task<int> Run(Invocation call)
    {
        string shell = call.Value(Shell);
        if (!Shells.Contains(shell))
        {
            string? near = UsageText.Nearest(shell, Shells);
            throw new UsageException($"SHELL must be {string.Join(", ", Shells[..^1])} or {Shells[^1]}, but is '{shell}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
        }

        using Stream script = Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(script);
        call.Out.Write(reader.ReadToEnd().ReplaceLineEndings("\n"));
        return Task.FromResult(ExitCodes.Passed);
    }
}
