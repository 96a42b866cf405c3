using System.Globalization;

namespace Taskue.Proof.Fuzz;

/// <summary>An input that broke a rule, as it is, in a file whose name says of what target: <c>./prove --replay FILE</c>.</summary>
internal static class InputFile
{
    public const string Ending = ".input";

    public static string Write(string folder, FuzzTarget target, ulong seed, long number, byte[] input)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"fuzz.{target.Name}.{seed}-{number}{Ending}"));
        File.WriteAllBytes(path, input);
        return path;
    }

    /// <summary>Feeds it again; whether it holds now.</summary>
    public static bool Replay(string path, TextWriter to)
    {
        string name = Path.GetFileName(path).Split('.') is ["fuzz", var named, ..] ? named : "";
        FuzzTarget target = FuzzTargets.All.FirstOrDefault(one => one.Name == name)
            ?? throw new FormatException($"'{path}' is no input: its name should be fuzz.TARGET.NUMBER{Ending}, with one of {string.Join(", ", FuzzTargets.All.Select(one => one.Name))}.");
        byte[] input = File.ReadAllBytes(path);
        to.WriteLine($"{target.Name}: {Literal(input)}");
        Trial trial = Trial.Of(target, input);
        to.WriteLine(trial.Broken is null ? $"The input is {(trial.Refused is null ? "accepted" : $"refused: {trial.Refused}")}." : $"VIOLATION {trial.Broken}\n{trial.Text}");
        return trial.Broken is null;
    }

    /// <summary>The bytes as C# writes them, for a case of <see cref="Found"/>: printable ASCII as it is, the rest as <c>\xNN</c> of Latin-1.</summary>
    public static string Literal(byte[] input)
    {
        const int most = 400;
        IEnumerable<string> letters = input.Take(most).Select(one => one switch
        {
            (byte)'"' => "\\\"",
            (byte)'\\' => "\\\\",
            >= 0x20 and < 0x7F => ((char)one).ToString(),
            _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}"),
        });
        return $"\"{string.Concat(letters)}\"{(input.Length > most ? string.Create(CultureInfo.InvariantCulture, $"… ({input.Length} bytes)") : "")}";
    }
}
