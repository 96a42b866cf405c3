using System.CommandLine;
using Taskue.Cli.Output;

namespace Taskue.Cli.Parsing;

/// <summary>What stands before a change: where it will happen, and whether it is meant.</summary>
/// <remarks>Only a terminal is asked. Elsewhere a question is an error that names the option which answers it.</remarks>
internal static class Consent
{
    /// <summary>The name of a protected context, given instead of being asked for.</summary>
    public static readonly Option<string?> Confirm = new("--confirm") { Description = "The name of the context, where it is protected and nobody can be asked.", HelpName = "CONTEXT" };

    /// <summary>Says where a change will happen. A protected context wants its name.</summary>
    public static void Announce(Invocation call, string change, string? @namespace = null)
    {
        call.Error.WriteLine($"{change} in {call.Settings.Place(@namespace)}");
        if (!call.Settings.IsProtected)
        {
            return;
        }

        string context = call.Settings.Context!;
        if (call.Value(Confirm) is { } given)
        {
            RefuseUnless(given == context, $"--confirm names '{given}', and the context is '{context}'");
            return;
        }

        RefuseUnless(Asked(call, $"The context is protected. Type its name to go on: ",
            $"The context '{context}' is protected: give --confirm {context}.") == context, $"that is not the name of the context, '{context}'");
    }

    /// <summary>Asks yes or no; --yes answers.</summary>
    public static void Ask(Invocation call, string question)
    {
        if (!call.IsYes)
        {
            string answer = Asked(call, $"{question} [y/N] ", $"{question} Nobody can be asked here: give --yes.");
            RefuseUnless(answer.Trim() is "y" or "Y" or "yes", "you did not say yes");
        }
    }

    /// <summary>Asks for a name to be typed; --yes answers.</summary>
    public static void AskForName(Invocation call, string question, string name)
    {
        if (!call.IsYes)
        {
            string answer = Asked(call, $"{question} Type its name to go on: ", $"{question} Nobody can be asked here: give --yes.");
            RefuseUnless(answer.Trim() == name, $"that is not its name, '{name}'");
        }
    }

    private static string Asked(Invocation call, string question, string otherwise)
    {
        if (!Terminal.CanAsk)
        {
            throw new UsageException(otherwise);
        }

        call.Error.Write(question);
        return Console.In.ReadLine() ?? "";
    }

    private static void RefuseUnless(bool holds, string why)
    {
        if (!holds)
        {
            throw new RefusedException($"Nothing was done: {why}.");
        }
    }
}
