using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Guides;

/// <summary>
/// Every guide, step by step, as a newcomer would follow it: each alone on a fresh server, and all of them one after the
/// other on one server, in one folder and one shell.
/// </summary>
public sealed class GuideTests
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Guides => [.. GuideOrder.All];

    [Theory]
    [MemberData(nameof(Guides))]
    public Task A_guide_works_as_it_is_written(string guide) => FollowAsync([guide]);

    [Fact]
    public Task Guides_work_one_after_the_other_on_one_server() => FollowAsync(GuideOrder.AsListed);

    [Fact]
    public void Every_guide_is_listed() => Assert.Equal(GuideOrder.All, GuideOrder.AsListed.Order(StringComparer.Ordinal));

    private static async Task FollowAsync(IReadOnlyList<string> guides)
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var server = ServerProcess.Start(Path.Combine(folder.FullPath, "data"));
        await server.ReadyAsync(ct);
        var work = Directory.CreateDirectory(Path.Combine(folder.FullPath, "work")).FullName;

        // One shell for all, so that what a step sets is there in the next.
        using var shell = new GuideShell(server.Addresses, work);
        foreach (var guide in guides)
        {
            var steps = GuideSteps.Read(await File.ReadAllTextAsync(Path.Combine(GuideOrder.Folder, guide), ct));
            Assert.NotEmpty(steps);
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
}
