namespace Taskue.Proof.Schedules.Engine;

/// <summary>Ends a flow of a schedule that is over. Nobody is to catch it.</summary>
internal sealed class ScheduleOver : Exception;
