using Backstay.Server.Api;
using Backstay.Server.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backstay.Server.Tests.Api;

/// <summary>Whose connection is gone is nobody to answer, whichever end broke it off; that is no bug, and no disk's failure.</summary>
public sealed class AbortedRequestTests
{
    public static TheoryData<Exception> Aborts { get; } =
    [
        new TaskCanceledException("A task was canceled.", new ConnectionAbortedException("the server is shutting down")),
        new ConnectionAbortedException("the server is shutting down"),
        new ConnectionResetException("the caller went"),
        new IOException("the body broke off", new ConnectionResetException("the caller went")),
    ];

    [Theory]
    [MemberData(nameof(Aborts))]
    public async Task A_connection_that_was_broken_off_is_neither_logged_nor_answered(Exception abort)
    {
        var (lines, answer) = await AskAsync(abort);

        Assert.Empty(lines);
        Assert.Empty(answer);
    }

    [Fact]
    public async Task A_cancellation_of_another_cause_is_a_bug_as_before()
    {
        var (lines, answer) = await AskAsync(new TaskCanceledException("by mistake"));

        Assert.Single(lines, line => line.EndsWith("failed", StringComparison.Ordinal));
        Assert.NotEmpty(answer);
    }

    private static async Task<(IReadOnlyCollection<string> Lines, byte[] Answer)> AskAsync(Exception failure)
    {
        using var log = new LogLines();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Response.Body = body;

        await new ErrorBoundary(_ => throw failure, loggers.CreateLogger<ErrorBoundary>()).InvokeAsync(http);

        return (log.Lines, body.ToArray());
    }
}
