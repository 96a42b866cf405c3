using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Taskue;

/// <summary>Reports how one runner of the program stands.</summary>
internal sealed class RunnerHealthCheck(RunnerRegistration registration) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        RunnerHealth? health = registration.Runner?.Health;
        return Task.FromResult(health is { IsHealthy: true }
            ? HealthCheckResult.Healthy(health.Description)
            : new HealthCheckResult(context.Registration.FailureStatus, health?.Description ?? "The runner has not been started.", health?.StoreFault));
    }
}
