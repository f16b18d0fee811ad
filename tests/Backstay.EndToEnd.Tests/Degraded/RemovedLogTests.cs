using System.Net;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>The ledger's log is removed under a server that nobody sends a command to, and the server is killed.</summary>
public sealed class RemovedLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_moved_to_where_the_next_server_finds_it_and_the_log_says_so()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using (var server = ServerProcess.Start(data))
        {
            using var client = new BackstayClient(await server.ReadyAsync(Ct), token: null);
            for (var i = 1; i <= 3; i++)
            {
                await SetAsync(client, i);
            }

            File.Delete(Path.Combine(data, "ledger", "default.db-wal"));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            patience.CancelAfter(Patience);
            while (!server.Output.Contains("The ledger accepts nothing more until a restart.", StringComparison.Ordinal))
            {
                await Task.Delay(50, patience.Token);
            }

            Assert.Contains("is safe", server.Output, StringComparison.Ordinal);
            using var http = new HttpClient { BaseAddress = server.Addresses.Api };
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("health/ready", UriKind.Relative), Ct)).StatusCode);
            await server.KillAsync(Ct);
        }

        await using var next = ServerProcess.Start(data);
        using var again = new BackstayClient(await next.ReadyAsync(Ct), token: null);
        Assert.Equal(3, (await new LedgerClient(again).EntriesAsync(1, 10, null, Ct)).Entries.Count);
        await SetAsync(again, 4);
    }

    private static Task<SystemView> SetAsync(BackstayClient client, int number) => client.SetSystemAsync(
        Name.Parse("database"), new SetSystemRequest { Version = new SemanticVersion(number, 0, 0, null), Why = "a command" }, idempotencyKey: null, Ct);
}
