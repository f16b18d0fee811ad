using Backstay.Core.Primitives;
using Backstay.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Server.Tests.Api;

/// <summary>Who is refused for a while hears how long.</summary>
public sealed class ProblemResultTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData(1_000, "1")]
    [InlineData(1_200, "2")]
    [InlineData(60_000, "60")]
    public async Task Retry_after_is_said_in_whole_seconds_where_it_is_known(int? milliseconds, string header)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        var problem = Problem.Unavailable("busy", "Too many wait.") with { RetryAfter = milliseconds is { } wait ? TimeSpan.FromMilliseconds(wait) : null };

        await problem.ToResult().ExecuteAsync(http);

        Assert.Equal((503, header), (http.Response.StatusCode, http.Response.Headers.RetryAfter.ToString()));
    }
}
