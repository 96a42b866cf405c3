using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Taskue;

/// <summary>A child's whole life: settings come, then tasks, until nothing comes any more.</summary>
internal static class ChildMain
{
    private const int F_SETFD = 2, FD_CLOEXEC = 1;

    /// <summary>Whether this process is a child.</summary>
    public static bool IsChild { get; private set; }

    /// <summary>If this process was started as a child, runs its life and ends it; the program's <c>Main</c> is never reached.</summary>
    public static void RunIfAsked()
    {
        // A process that a task starts may inherit the variables: it is not the runner's child.
        if (Environment.GetEnvironmentVariable(ChildProgram.Variable)?.Split(':', 2) is not [var parent, var hooks]
            || !int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id != Libc.ParentId())
        {
            return;
        }

        IsChild = true;
        Forget(ChildProgram.Variable, null);
        Forget(ChildProgram.HooksVariable, hooks.Length == 0 ? null : hooks);
        foreach (int number in (int[])[ChildProgram.TasksIn, ChildProgram.ControlIn, ChildProgram.Out])
        {
            _ = Libc.Control(number, F_SETFD, FD_CLOEXEC);
        }

        using var tasks = new FrameSource(new SafeFileHandle(ChildProgram.TasksIn, ownsHandle: true));
        using var control = new FrameSource(new SafeFileHandle(ChildProgram.ControlIn, ownsHandle: true));
        using var link = new ChildLink(new SafeFileHandle(ChildProgram.Out, ownsHandle: true));
        Environment.Exit(Run(tasks, control, link));
    }

    private static int Run(FrameSource tasks, FrameSource control, ChildLink link)
    {
        ChildHost host;
        try
        {
            // What the set-up prints, it prints to the runner as any process does.
            host = ChildHost.SetUp(tasks.Next(), link);
        }
        catch (Exception fault)
        {
            link.Ready(ExceptionText.Of(fault).Detail, "");
            return 1;
        }

        new Thread(() => host.Obey(control)) { IsBackground = true, Name = "taskue child control" }.Start();
        link.Ready(null, host.Announcement);
        host.Serve(tasks);
        return 0;
    }

    // Also where native code looks, which .NET does not write to.
    private static void Forget(string variable, string? value)
    {
        Environment.SetEnvironmentVariable(variable, value);
        _ = Libc.Unset(variable);
    }
}
