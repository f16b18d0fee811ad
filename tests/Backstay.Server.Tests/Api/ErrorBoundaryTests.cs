using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backstay.Server.Tests.Api;

public sealed class ErrorBoundaryTests
{
    public static TheoryData<Exception, int, string> Failures { get; } = new()
    {
        { new LedgerFullException("no space", new IOException()), 503, "ledger-full" },
        { new LedgerLockedException("held", new IOException()), 503, "ledger-locked" },
        { new LedgerBrokenException("accepts nothing", inner: null), 503, "ledger-broken" },
        { new LedgerUnreadableException("a bad place", new IOException()), 503, "ledger-unread" },
        { new IOException("fsync of 'x' failed: errno 5."), 503, "storage-failed" },
        { new UnauthorizedAccessException("not yours"), 503, "storage-failed" },
        { new BadHttpRequestException("cut short", 400), 400, "bad-request" },
        { new InvalidOperationException("a bug"), 500, "internal-error" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_a_failing_disk_does_to_a_request_is_said_and_is_no_bug(Exception failure, int status, string code)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Response.Body = body;

        await new ErrorBoundary(_ => throw failure, NullLogger<ErrorBoundary>.Instance).InvokeAsync(http);

        var problem = JsonElement.Parse(body.ToArray());
        Assert.Equal(status, http.Response.StatusCode);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status != 500, problem.GetProperty("detail").GetString() == failure.Message);
    }
}
