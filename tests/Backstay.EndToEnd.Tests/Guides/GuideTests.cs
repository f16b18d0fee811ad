using System.Diagnostics;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Guides;

/// <summary>Every guide, step by step, as a newcomer would follow it: a fresh server, an empty folder, a shell.</summary>
public sealed class GuideTests
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Guides => [.. Directory
        .EnumerateFiles(Path.Combine(RepositoryFolder.Root, "docs", "guides"), "*.md")
        .Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Guides))]
    public async Task A_guide_works_as_it_is_written(string guide)
    {
        var ct = TestContext.Current.CancellationToken;
        var steps = GuideSteps.Read(await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs", "guides", guide), ct));
        Assert.NotEmpty(steps);
        using var folder = new TemporaryFolder();
        await using var server = ServerProcess.Start(Path.Combine(folder.FullPath, "data"));
        await server.ReadyAsync(ct);
        var work = Directory.CreateDirectory(Path.Combine(folder.FullPath, "work")).FullName;

        // One shell for the whole guide, so that what a step sets is there in the next.
        using var shell = new GuideShell(server.Addresses, work);
        foreach (var step in steps)
        {
            var (exitCode, output) = await shell.RunAsync(step.Command, StepLimit, ct);
            Assert.True(
                step.IsRefused ? exitCode != 0 : exitCode == 0,
                $"{guide}: exit code {exitCode} of\n$ {step.Command}\n{output}\n--- the server said:\n{server.Output}");
            Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
        }
    }
}
