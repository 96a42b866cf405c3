namespace Taskue;

/// <summary>A folder holds no module that can be used, and why. It is told in the log, and stops no other module.</summary>
internal sealed class ModuleException(string message, Exception? inner = null) : Exception(message, inner);
