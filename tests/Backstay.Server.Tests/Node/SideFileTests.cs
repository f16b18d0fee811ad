using System.Net;
using Backstay.Cli;
using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Client.Releases;
using Backstay.Client.Status;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Node;

/// <summary>A bad file beside a sound ledger is no outage: the node starts, does without, and says so.</summary>
public sealed class SideFileTests : IDisposable
{
    private readonly NodeFolder _folder = new(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _folder.Data;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("alerts", "The position of alerts can't be used", null)]
    [InlineData("table", "The last good table can't be used", null)]
    [InlineData("escapes", "The notes of escapes can't be relied on", null)]
    [InlineData("telemetry/decisions.db", "Telemetry can't be used", "Telemetry can't be used")]
    [InlineData("telemetry/decisions.db.holes", "The notes of what telemetry lacks can't be used", null)]
    public async Task Garbage_is_said_and_the_node_takes_commands(string file, string said, string? detail)
    {
        await MakeAsync();
        await File.WriteAllTextAsync(Path.Combine(Data, file), new string('x', 8_192), Ct);

        await AssertStartsAsync(said, detail);
    }

    [Theory]
    [InlineData("alerts", "The position of alerts can't be used", null)]
    [InlineData("telemetry/decisions.db", "Telemetry can't be used", "Telemetry can't be used")]
    public async Task So_is_a_folder_in_a_files_place(string file, string said, string? detail)
    {
        await MakeAsync();
        File.Delete(Path.Combine(Data, file));
        Directory.CreateDirectory(Path.Combine(Data, file));

        await AssertStartsAsync(said, detail);
    }

    [Fact]
    public async Task So_is_a_file_in_the_place_of_the_objects()
    {
        await MakeAsync();
        Directory.Delete(Path.Combine(Data, "objects"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(Data, "objects"), "no folder", Ct);

        await AssertStartsAsync("The folder of objects can't be used", "Objects can't be stored");
    }

    /// <summary>Whoever mends the folder and tries again must not be told to mend the disk and try again.</summary>
    [Fact]
    public async Task Where_objects_can_not_be_stored_a_put_says_that_a_restart_is_needed_and_it_is_enough()
    {
        await MakeAsync();
        var incoming = Path.Combine(Data, "objects", "incoming");
        Directory.Delete(incoming);
        await File.WriteAllTextAsync(incoming, "no folder", Ct);
        await using (var node = await _folder.StartAsync(Ct))
        {
            File.Delete(incoming);
            Directory.CreateDirectory(incoming);

            using var client = new BackstayClient(node.Api, token: null);
            var refused = (await Assert.ThrowsAsync<BackstayException>(() => PutAsync(client))).Problem;
            Assert.Equal((503, "objects-read-only"), (refused.Status, refused.Code));
            Assert.Contains("restart", refused.Hint, StringComparison.Ordinal);
            var status = await client.GetAsync<NodeStatus>("status", Ct);
            Assert.Contains("Objects can't be stored", status.Detail, StringComparison.Ordinal);
            Assert.Null(status.Broken);
            using var page = new StringWriter();
            Assert.Equal(0, await CommandLine.RunAsync(["status", "--server", node.Api.ToString()], page, TextWriter.Null, Ct));
            Assert.Contains("to be mended      Objects can't be stored", page.ToString(), StringComparison.Ordinal);
        }

        await using var mended = await _folder.StartAsync(Ct);
        using var after = new BackstayClient(mended.Api, token: null);
        await PutAsync(after);
        Assert.Null((await after.GetAsync<NodeStatus>("status", Ct)).Detail);
    }

    [Fact]
    public async Task Without_telemetry_no_outcome_is_acknowledged()
    {
        await MakeAsync();
        await File.WriteAllTextAsync(Path.Combine(Data, "telemetry", "decisions.db"), new string('x', 8_192), Ct);
        await using var node = await _folder.StartAsync(Ct);
        using var http = new HttpClient { BaseAddress = node.Api };
        using var content = new StringContent(
            $$"""{"outcomes":[{"decision":"{{new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11])}}","name":"delay","value":1}]}""", System.Text.Encoding.UTF8, "application/json");

        using var answer = await http.PostAsync(new Uri(BackstayClient.Prefix + "outcomes", UriKind.Relative), content, Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Telemetry can't be used", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private async Task AssertStartsAsync(string said, string? detail)
    {
        await using var node = await _folder.StartAsync(Ct);
        Assert.Null(node.Degraded);
        Assert.Contains(_folder.Log, line => line.StartsWith(said, StringComparison.Ordinal));
        await SetAsync(node, 2);
        using var http = new HttpClient { BaseAddress = node.Api };
        var ready = await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        Assert.Equal(detail is not null, ready.Contains("detail", StringComparison.Ordinal));
        Assert.Contains(detail ?? "ready", ready, StringComparison.Ordinal);
        Assert.DoesNotContain(Data, ready, StringComparison.Ordinal);
    }

    private static async Task PutAsync(BackstayClient client)
    {
        using var content = new MemoryStream([1, 2, 3]);
        await client.PutObjectAsync(content, expected: null, sent: null, Ct);
    }

    private async Task MakeAsync()
    {
        await using var node = await _folder.StartAsync(Ct);
        await SetAsync(node, 1);
        Assert.DoesNotContain(_folder.Log, line => line.Contains("can't be", StringComparison.Ordinal));
    }

    private static async Task SetAsync(BackstayNode node, int number)
    {
        using var client = new BackstayClient(node.Api, token: null);
        await client.SetSystemAsync(
            Name.Parse("database"), new SetSystemRequest { Version = new SemanticVersion(number, 0, 0, null), Why = "an entry" }, idempotencyKey: null, Ct);
    }
}
