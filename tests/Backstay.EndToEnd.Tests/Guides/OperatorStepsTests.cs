using System.Net;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Guides;

/// <summary>
/// The commands of the guides and the README that begin or need the end of a server, or run on another machine's folders: each
/// as it is written, with places and ports of the test's own.
/// </summary>
public sealed class OperatorStepsTests
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    private static readonly string[] Pages = ["README.md", .. GuideOrder.All.Select(guide => Path.Combine("docs", "guides", guide))];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_command_outside_the_guides_own_steps_is_tried_here()
    {
        var commands = new List<string>();
        foreach (var page in Pages)
        {
            commands.AddRange(OtherCommands(await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, page), Ct)));
        }

        Assert.Equal([Serve, Recover, ServeBeyond, Verify], commands);
    }

    private const string Serve = "backstay serve --data ./my-data";
    private const string Recover = "backstay token recover ops-admin-3 --holder alice --data /var/lib/backstay";
    private const string ServeBeyond = "backstay serve --api http://0.0.0.0:7070 --gateway http://0.0.0.0:7080 --allowed-host backstay.example.org";
    private const string Verify = "backstay ledger verify --data /backup/backstay-data --checkpoint checkpoint.txt --key key.txt";

    [Fact]
    public async Task They_work_as_they_are_written()
    {
        using var folder = new TemporaryFolder();
        var work = Directory.CreateDirectory(folder.File("work")).FullName;
        var data = Path.Combine(work, "my-data");
        await using (var first = StartAt(work, Serve + " --api http://127.0.0.1:0 --gateway http://127.0.0.1:0", data))
        {
            await first.ReadyAsync(Ct);
            using var shell = new GuideShell(first.Addresses, work);
            await MustAsync(shell, "backstay ledger checkpoint --out checkpoint.txt | sed -n 's/^.*\\(backstay[^ ]*+[^ ]*+[^ ]*\\).*$/\\1/p' > key.txt && test -s key.txt");
            Assert.Equal(0, await first.StopAsync(Ct));
        }

        using var alone = new GuideShell((new Uri("http://127.0.0.1:9"), new Uri("http://127.0.0.1:9")), work);
        await MustAsync(alone, Recover.Replace("/var/lib/backstay", data, StringComparison.Ordinal));
        await MustAsync(alone, $"cp -r {data} backup");
        await MustAsync(alone, Verify.Replace("/backup/backstay-data", "backup", StringComparison.Ordinal));

        await using var beyond = StartAt(work, ServeBeyond.Replace(":7070", ":0", StringComparison.Ordinal).Replace(":7080", ":0", StringComparison.Ordinal) + $" --data {data}", data);
        await beyond.ReadyAsync(Ct);
        Assert.Equal(HttpStatusCode.OK, await LiveAsync(beyond.Addresses.Api, "backstay.example.org"));
        Assert.Equal(HttpStatusCode.Forbidden, await LiveAsync(beyond.Addresses.Api, "evil.example.org"));
        Assert.Equal(0, await beyond.StopAsync(Ct));
    }

    private static async Task MustAsync(GuideShell shell, string command)
    {
        var (exitCode, output) = await shell.RunAsync(command, StepLimit, Ct);
        Assert.True(exitCode == 0, $"exit code {exitCode} of\n$ {command}\n{output}");
    }

    private static ServerProcess StartAt(string folder, string command, string data)
    {
        var words = command.Split(' ');
        Assert.Equal("backstay", words[0]);
        return ServerProcess.StartWith(folder, data, words[1..]);
    }

    private static async Task<HttpStatusCode> LiveAsync(Uri api, string host)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(api) { Host = "127.0.0.1", Path = "/health/live" }.Uri);
        request.Headers.Host = host;
        using var answer = await http.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    /// <summary>Commands of <c>backstay</c> in blocks that are no steps of a guide.</summary>
    private static IEnumerable<string> OtherCommands(string markdown)
    {
        string? block = null;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                block = block is null ? line : null;
            }
            else if (block == "```" && line.StartsWith("backstay ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
