using System.Diagnostics;
using System.Text.Json;
using Backstay.TestKit;

namespace Backstay.EndToEnd.Tests.Demo;

/// <summary>The story of <c>./demo</c> with less evidence and the same promises, through the real binary over HTTP.</summary>
public sealed class DemoStoryTests(ITestOutputHelper output)
{
    private const int Promises = 16;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_story_keeps_every_promise_and_says_so()
    {
        using var folder = new TemporaryFolder();
        var summaryFile = folder.File("summary.json");

        var (exitCode, told) = await TellAsync("--quick", "--folder", folder.File("demo"), "--summary", summaryFile);
        output.WriteLine(told);

        using var summary = JsonDocument.Parse(await File.ReadAllBytesAsync(summaryFile, Ct));
        var promises = summary.RootElement.GetProperty("promises").EnumerateArray().ToList();
        Assert.Equal(Promises, promises.Count);
        Assert.All(promises, promise => Assert.True(promise.GetProperty("met").GetBoolean(), promise.ToString()));
        Assert.True(summary.RootElement.GetProperty("allKept").GetBoolean());
        Assert.Equal(0, summary.RootElement.GetProperty("failedAnswers").GetInt64());
        Assert.True(summary.RootElement.GetProperty("rescued").GetInt64() > 0);
        Assert.Equal(summary.RootElement.GetProperty("rowsSent").GetInt64(), summary.RootElement.GetProperty("answers").GetInt64());
        Assert.Equal(0, exitCode);
        Assert.Contains("/live", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_story_without_its_server_breaks_every_promise_and_fails()
    {
        using var folder = new TemporaryFolder();
        var summaryFile = folder.File("summary.json");

        var (exitCode, told) = await TellAsync(
            "--quick", "--folder", folder.File("demo"), "--summary", summaryFile, "--backstay", "/bin/false");

        Assert.Equal(1, exitCode);
        Assert.Contains("The server ended before it was ready.", told, StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(await File.ReadAllBytesAsync(summaryFile, Ct));
        Assert.All(
            summary.RootElement.GetProperty("promises").EnumerateArray(), promise => Assert.False(promise.GetProperty("met").GetBoolean()));
    }

    private static async Task<(int ExitCode, string Told)> TellAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program(), ["story", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var story = Process.Start(start) ?? throw new InvalidOperationException("The story does not start.");
        try
        {
            var told = story.StandardOutput.ReadToEndAsync(Ct);
            var errors = story.StandardError.ReadToEndAsync(Ct);
            await story.WaitForExitAsync(Ct);
            return (story.ExitCode, await told + await errors);
        }
        finally
        {
            if (!story.HasExited)
            {
                story.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Program()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var bin = own.Parent?.Parent ?? throw new InvalidOperationException("The tests do not run from artifacts/bin.");
        return Path.Combine(bin.FullName, "Backstay.Examples.Flights", own.Name, "Backstay.Examples.Flights");
    }
}
