using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.Logging;

namespace Taskue;

/// <summary>The settings that a runner gives its children: those that can be written down.</summary>
internal static class ChildSetup
{
    public static byte[] Write(RunnerOptions options, string runnerName, IReadOnlyList<ModuleBuild> builds)
    {
        FrameWriter frame = new FrameWriter().Begin(FrameKind.Setup)
            .Text(runnerName)
            .Number(options.MaxResultBytes)
            .Byte((byte)LeastLevel(options))
            .Text(options.Children.Services is { } services ? StaticMethod.Write(services) : null)
            .Byte(options.Allow.EntryAssembly ? (byte)1 : (byte)0)
            .Number(options.Allow.Assemblies.Count);
        foreach (Assembly assembly in options.Allow.Assemblies)
        {
            frame.Text(assembly.FullName).Text(assembly.Location);
        }

        frame.Number(options.Allow.Patterns.Count);
        foreach (string pattern in options.Allow.Patterns)
        {
            frame.Text(pattern);
        }

        frame.Number(options.Secrets.Count);
        foreach (string secret in options.Secrets)
        {
            frame.Text(secret);
        }

        frame.Number(builds.Count);
        foreach (ModuleBuild build in builds)
        {
            frame.Text(build.Name).Text(build.Source).Text(build.Folder).Text(build.Stamp).Number(build.Projects.Count);
            foreach (string project in build.Projects)
            {
                frame.Text(project);
            }
        }

        return frame.End().ToArray();
    }

    /// <summary>Gives the settings to the child's own runner options, the name of the runner, and the modules to load.</summary>
    public static (RunnerOptions Options, string RunnerName, IReadOnlyList<ModuleBuild> Builds) Read(ref FrameReader frame, Func<LogLevel, ILoggerFactory> logs)
    {
        string runner = frame.Text();
        var options = new RunnerOptions { MaxResultBytes = (int)frame.Number(), TaskTimeout = Timeout.InfiniteTimeSpan };
        options.LoggerFactory = logs((LogLevel)frame.Byte());
        string? services = frame.TextOrNull();
        options.Allow.EntryAssembly = frame.Byte() == 1;
        for (long left = frame.Number(); left > 0; left--)
        {
            options.Allow.Add(Load(new AssemblyName(frame.Text()), frame.Text()));
        }

        for (long left = frame.Number(); left > 0; left--)
        {
            options.Allow.Add(frame.Text());
        }

        ReadTexts(ref frame).ForEach(options.Secrets.Add);
        var builds = new List<ModuleBuild>();
        for (long left = frame.Number(); left > 0; left--)
        {
            builds.Add(new ModuleBuild(frame.Text(), frame.Text(), frame.Text(), frame.Text(), ReadTexts(ref frame)));
        }

        if (services is not null)
        {
            options.Services = StaticMethod.Read<IServiceProvider>(services)();
        }

        return (options, runner, builds);
    }

    private static List<string> ReadTexts(ref FrameReader frame)
    {
        var texts = new List<string>();
        for (long left = frame.Number(); left > 0; left--)
        {
            texts.Add(frame.Text());
        }

        return texts;
    }

    private static Assembly Load(AssemblyName name, string location)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(name);
        }
        catch (FileNotFoundException) when (location.Length > 0)
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(location);
        }
    }

    private static LogLevel LeastLevel(RunnerOptions options)
    {
        ILogger? logger = options.LoggerFactory?.CreateLogger("Taskue.Task");
        LogLevel level = LogLevel.Trace, least = options.CaptureLogs ? options.MinimumLogLevel : LogLevel.None;
        while (level < least && logger?.IsEnabled(level) != true)
        {
            level++;
        }

        return level;
    }
}
