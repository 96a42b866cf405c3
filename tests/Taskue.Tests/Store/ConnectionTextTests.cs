using StackExchange.Redis;

namespace Taskue.Tests;

public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("redis://localhost", "localhost:6379", null, null, null, false)]
    [InlineData("redis://localhost:6380/", "localhost:6380", null, null, null, false)]
    [InlineData("REDISS://redis.example.org", "redis.example.org:6379", null, null, null, true)]
    [InlineData("rediss://me:pa%2Css%40@redis.example.org:6380/2", "redis.example.org:6380", "me", "pa,ss@", 2, true)]
    [InlineData("redis://:secret@localhost", "localhost:6379", null, "secret", null, false)]
    [InlineData("redis://me@localhost/0", "localhost:6379", "me", null, 0, false)]
    [InlineData("redis://[::1]:7000", "[::1]:7000", null, null, null, false)]
    [InlineData("valkeys://host", "host:6379", null, null, null, true)]
    [InlineData("host:6380,password=a://b,ssl=true,defaultDatabase=3", "host:6380", null, "a://b", 3, true)]
    public void A_URL_says_the_same_as_a_connection_string(string text, string server, string? user, string? password, int? database, bool tls)
    {
        ConfigurationOptions read = TaskueClient.ParseConnectionString(text);
        Assert.Equal(server, Format(Assert.Single(read.EndPoints)));
        Assert.Equal((user, password, database, tls), (read.User, read.Password, read.DefaultDatabase, read.Ssl));
    }

    [Theory]
    [InlineData("redis://localhost:0", "its port must be 1 to 65535")]
    [InlineData("redis://", "it is not a URL")]
    [InlineData("redis://me:pa#hunter2@localhost", "percent-encode special characters")]
    [InlineData("redis://me:hunter2@localhost:6379,ssl=true", "add no settings after a comma")]
    [InlineData("redis://localhost/one", "must be the number of a database, but is 'one'")]
    [InlineData("redis://localhost?db=1", "no place for settings behind '?'")]
    [InlineData("http://localhost:6379", "'http' is not a scheme for Redis: use redis, or rediss for TLS")]
    [InlineData("localhost,colour=blue", "Keyword 'colour' is not supported")]
    [InlineData("localhost,password=a,hunter2=b", "a password with a comma has to be given as a URL")]
    [InlineData("password=hunter2", "it names no server")]
    public async Task What_cannot_be_read_is_refused_with_the_reason_and_without_its_password(string text, string reason)
    {
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() => TaskueClient.ConnectAsync(text));
        Assert.StartsWith("The connection string cannot be read: ", fault.Message);
        Assert.Contains(reason, fault.Message);
        Assert.EndsWith("It should look like host:6379,ssl=true or rediss://user@host:6380/0.", fault.Message);
        Assert.DoesNotContain("hunter2", fault.Message);
    }

    private static string? Format(System.Net.EndPoint server) => server is System.Net.DnsEndPoint name ? $"{name.Host}:{name.Port}" : server.ToString();
}
