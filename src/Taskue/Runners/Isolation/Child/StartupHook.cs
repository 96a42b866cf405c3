/// <summary>What the runtime calls before <c>Main</c> where DOTNET_STARTUP_HOOKS names this assembly: see <see cref="Taskue.ChildProgram"/>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "The runtime wants it without a namespace.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "MA0047", Justification = "The runtime wants it without a namespace.")]
internal static class StartupHook
{
    public static void Initialize() => Taskue.ChildMain.RunIfAsked();
}
