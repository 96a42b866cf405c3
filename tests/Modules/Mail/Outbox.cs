using Microsoft.Extensions.Logging;
using Taskue;

namespace Mail;

/// <summary>An instance method, made by the runner, with parameters that the runner fills in.</summary>
public sealed class Outbox
{
    [TaskueTask("mail.send")]
    public async Task<string> SendAsync(string to, TaskContext context, ILogger logger, CancellationToken token)
    {
        await Task.Yield();
        logger.LogInformation("sending to {To}", to);
        return $"{to}, attempt {context.Attempt}, {Palette.Colours.First()}, {token.CanBeCanceled}";
    }
}
