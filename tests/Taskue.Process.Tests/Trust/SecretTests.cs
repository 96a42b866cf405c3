namespace Taskue.TrustTests;

/// <summary>Where a password, and what tasks are given, must not be seen after a day with all that goes wrong.</summary>
public sealed class SecretTests(BadDay day) : IClassFixture<BadDay>
{
    [Fact]
    public void The_password_is_in_no_log_no_error_no_key_and_no_answer_of_the_server()
    {
        foreach (string code in (string[])[ErrorCodes.StoreUnavailable, ErrorCodes.StoreRefused, ErrorCodes.ArgumentMismatch])
        {
            Assert.Contains(code, day.Said); // there were faults to look at
        }

        Assert.DoesNotContain(BadDay.Password, day.Said);
        Assert.DoesNotContain(BadDay.Password, day.Stored);
    }

    [Fact]
    public void Arguments_and_results_are_in_no_log_no_error_and_no_answer_of_the_server()
    {
        Assert.Contains(BadDay.Argument, day.Stored); // that is where they belong
        Assert.DoesNotContain(BadDay.Argument, day.Said);
    }
}
