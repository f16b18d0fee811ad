using System.Net;
using Backstay.Client;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.TestKit;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Scenes;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>Without its ledger a node loads its own models from their objects, and lets the same callers in.</summary>
public sealed class LostLedgerHostedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hosted_model_answers_whoever_has_a_token_and_nobody_else()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        string token;
        await using (var server = ServerProcess.Start(data))
        {
            using var client = new BackstayClient(await server.ReadyAsync(Ct), token: null);
            await HostedSums.ServeAsync(client, Ct);
            token = (await CreateTokenAsync(client, "admin", TokenScope.Admin)).Secret ?? throw new InvalidOperationException("No secret.");
            Assert.Equal(HostedSums.Sum, await AskAsync(server, token));
            await server.KillAsync(Ct);
        }

        Directory.Delete(Path.Combine(data, "ledger"), recursive: true);
        await using var degraded = ServerProcess.Start(data);
        await degraded.ReadyAsync(Ct);

        Assert.Contains("DEGRADED", degraded.Output, StringComparison.Ordinal);
        Assert.Equal(HostedSums.Sum, await AskAsync(degraded, token));
        Assert.Null(await AskAsync(degraded, token: null));
        Assert.Null(await AskAsync(degraded, "bst_of_nobody"));
    }

    private static Task<CreatedToken> CreateTokenAsync(BackstayClient client, string name, TokenScope scope) => new TokenClient(client).CreateAsync(
        new NewToken { Name = Name.Parse(name), Scope = scope, Holder = "a test", LifetimeDays = 1 }, idempotencyKey: null, Ct);

    /// <summary>The model's answer; null where the caller is not let in.</summary>
    private static async Task<double?> AskAsync(ServerProcess server, string? token)
    {
        var (status, sum) = await HostedSums.AskAsync(server.Addresses.Gateway, token, Ct);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Unauthorized, $"A caller got {status}.");
        return sum;
    }
}
