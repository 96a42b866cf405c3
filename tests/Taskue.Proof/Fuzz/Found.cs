using System.Text;

namespace Taskue.Proof.Fuzz;

/// <summary>Inputs that have broken a rule once: fed first, in each run. A character is a byte (Latin-1).</summary>
internal static class Found
{
    private static readonly (string Target, string Input)[] Cases =
    [
        // A timeout that no TimeSpan holds made every reader of the task, and the runner that took it, throw.
        ("spec-record", "1|1|999999999999999|q|0|0||;"),
        ("task-view", "01arz3ndektsv4rrffq69g\u001e1|1|999999999999999|q|0|0||;\u001e\u001e\u001e\u001e\u001e\u001e"),

        // Half a surrogate pair at the end of the message, and the other half before the detail: the lengths were of two, the bytes of one character.
        ("outcome-texts", "A\u001eB\u00ed\u00a0\u00bd\u001e\u00ed\u00b8\u0080C\u001e\u001e"),

        // What was only announced was allocated.
        ("replies", "*268435454\r\n"),
        ("replies", "$536870912\r\n"),

        // The text of an array of a type that lives on the stack.
        ("methods", "Taskue.Proof:Taskue.Proof.Fuzz.Targets.FuzzTasks.Same<Taskue.Proof.Fuzz.Targets.FuzzTasks+OnTheStack[]>(!!0)"),

        // The parser of settings files throws at an escape that the end of the file cuts, and at deep nesting; and a mark before the first line was no fault.
        ("settings-file", "a = \"\\"),
        ("settings-file", "a={e={r={s={a={e={r={i={a={e={r={s={a={e={r={i={a={e={r={s={a={e={r={i={a={e={r={s={a={e={r={i={a={e={r={s={a={e={r={i={a={e={r={s={a={e={r={i={a={e={r={s={a={e={r={i={a={e={r={s={a={e={r={i={"),
        ("settings-file", "\u00ef\u00bb\u00bf"),

        // The error of a wrong --verbose (two values) asked for the value of --verbose.
        ("command-lines", "status\u001e--verbose=true\u001e--verbose=false"),
    ];

    public static IEnumerable<byte[]> Of(string target) => Cases.Where(one => one.Target == target).Select(one => Encoding.Latin1.GetBytes(one.Input));
}
