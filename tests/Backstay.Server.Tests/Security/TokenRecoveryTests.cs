using System.Net.Http.Headers;
using System.Text.Json;
using Backstay.Cli;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Security;

/// <summary>Nobody is locked out for ever: people are told before the last admin token ends, and the folder's owner gets back in.</summary>
public sealed class TokenRecoveryTests : IDisposable
{
    private readonly ShiftedClock _clock = new();
    private readonly NodeFolder _folder;

    public TokenRecoveryTests()
    {
        _folder = new NodeFolder(_clock);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _folder.Data;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_says_that_its_last_admin_token_expires_and_after_that_how_to_get_back_in()
    {
        await using var node = await _folder.StartAsync(Ct);
        Assert.DoesNotContain("\nbackstay_admin_token_seconds ", await GetAsync(node, "metrics", token: null));
        var secret = await CreateAsync(node, "root", token: null, days: 30);

        Assert.DoesNotContain("admin token", await GetAsync(node, "health/ready", token: null));
        Assert.InRange(await LeftAsync(node, secret), 29 * 86_400.0, 30 * 86_400.0);

        _clock.Advance(TimeSpan.FromDays(27));
        Assert.Contains("The last admin token expires within 3 days. Make its successor", await GetAsync(node, "health/ready", token: null));

        var successor = await CreateAsync(node, "root-2", secret, days: 60);
        Assert.DoesNotContain("admin token", await GetAsync(node, "health/ready", token: null));

        _clock.Advance(TimeSpan.FromDays(61));
        Assert.Contains("No admin token is live", await GetAsync(node, "health/ready", token: null));
        Assert.Contains("backstay token recover NAME", await GetAsync(node, "api/v1/tokens", successor));
        Assert.DoesNotContain("Ask an admin", await GetAsync(node, "api/v1/tokens", successor));
    }

    [Fact]
    public async Task Whoever_owns_the_folder_gets_back_in_after_the_last_admin_token_expired_and_the_ledger_says_so()
    {
        string expired;
        await using (var node = await _folder.StartAsync(Ct))
        {
            expired = await CreateAsync(node, "root", token: null, days: 30);
        }

        _clock.Advance(TimeSpan.FromDays(31));
        Assert.DoesNotContain(_folder.Log, line => line.Contains("admin token", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<OpenListenerException>(() => _folder.StartAsync(Ct, api: "http://0.0.0.0:0"));
        var recovered = await RecoverAsync("root-2");

        Assert.True(refused.HadTokens);
        Assert.True(recovered.IsOk, recovered.IsOk ? "" : recovered.Problem.ToString());
        await using var again = await _folder.StartAsync(Ct);
        using var client = new BackstayClient(again.Api, recovered.Value.Secret);
        var entry = (await new LedgerClient(client).EntriesAsync(from: 2, limit: 10, kind: null, Ct)).Entries.Single();
        Assert.Equal(("governance.token-created", "data-folder-owner", null), (entry.Kind, entry.Actor.Id, entry.Actor.Credential));
        Assert.Equal(["expired", "live"], JsonElement.Parse(await GetAsync(again, "api/v1/tokens", recovered.Value.Secret)).EnumerateArray().Select(t => t.GetProperty("condition").GetString()));
        Assert.Contains("unauthenticated", await GetAsync(again, "api/v1/tokens", expired));
        await CreateAsync(again, "ops", recovered.Value.Secret, days: 90);
    }

    [Fact]
    public async Task A_start_without_a_live_admin_token_says_so_in_the_log()
    {
        await using (var node = await _folder.StartAsync(Ct))
        {
            await CreateAsync(node, "root", token: null, days: 1);
        }

        _clock.Advance(TimeSpan.FromDays(2));
        await using var again = await _folder.StartAsync(Ct);
        for (var left = 600; left > 0 && !IsLogged(); left--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), Ct); // it is a loop's to say
        }

        Assert.True(IsLogged());

        bool IsLogged() => _folder.Log.Any(line => line.StartsWith("No admin token is live", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_recovered_beside_a_running_server_or_where_there_is_no_ledger()
    {
        await using (await _folder.StartAsync(Ct))
        {
            var beside = await RunAsync("token", "recover", "root", "--holder", "ann", "--data", Data);
            Assert.Equal(1, beside.Code);
            Assert.StartsWith("error: data-folder-in-use: ", beside.Error);
            Assert.Contains("hint: Stop the server first.", beside.Error);
        }

        var nowhere = await RunAsync("token", "recover", "root", "--holder", "ann", "--data", _folder.File("nowhere"));
        Assert.Equal(2, nowhere.Code);
        Assert.Contains("error: invalid-input (--data): ", nowhere.Error);
        Assert.False(Directory.Exists(_folder.File("nowhere")));
    }

    [Fact]
    public async Task A_lost_secret_is_replaced_on_the_command_line_under_the_rules_of_every_token()
    {
        await using (var node = await _folder.StartAsync(Ct))
        {
            await CreateAsync(node, "root", token: null, days: 30);
        }

        var taken = await RunAsync("token", "recover", "root", "--holder", "ann", "--data", Data);
        var tooLong = await RunAsync("token", "recover", "root-2", "--holder", "ann", "--days", "367", "--data", Data);
        var recovered = await RunAsync("token", "recover", "root-2", "--holder", "ann", "--data", Data, "--output", "json");

        Assert.Equal((1, 2, 0), (taken.Code, tooLong.Code, recovered.Code));
        Assert.StartsWith("error: token-taken (name): ", taken.Error);
        Assert.Equal("admin", recovered.Json.GetProperty("token").GetProperty("scope").GetString());
        await using var again = await _folder.StartAsync(Ct);
        var secret = recovered.Json.GetProperty("secret").GetString();
        using var client = new BackstayClient(again.Api, secret);
        Assert.True((await new TokenClient(client).RevokeAsync(Name.Parse("root"), "Its secret is lost.", Ct)).Position > 0);
        await using var stream = new MemoryStream(await File.ReadAllBytesAsync(new DataLayout(Data).LedgerOf(LedgerSession.Workspace), Ct));
        Assert.True(stream.ToArray().AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(secret!)) < 0, "The ledger holds the secret."); // it was read from the answer
    }

    private Task<Result<CreatedToken>> RecoverAsync(string name) => TokenRecovery.RunAsync(
        Data, new NewToken { Name = Name.Parse(name), Scope = TokenScope.Admin, Holder = "ann", LifetimeDays = 30 }, _clock, _ => { }, Ct);

    private static async Task<string> CreateAsync(BackstayNode node, string name, string? token, int days)
    {
        using var client = new BackstayClient(node.Api, token);
        var wanted = new NewToken { Name = Name.Parse(name), Scope = TokenScope.Admin, Holder = "ann", LifetimeDays = days };
        return (await new TokenClient(client).CreateAsync(wanted, idempotencyKey: null, Ct)).Secret
            ?? throw new InvalidOperationException("A fresh token's answer has its secret.");
    }

    private static async Task<double> LeftAsync(BackstayNode node, string token)
    {
        const string Metric = "backstay_admin_token_seconds ";
        var line = (await GetAsync(node, "metrics", token)).Split('\n').Single(line => line.StartsWith(Metric, StringComparison.Ordinal));
        return double.Parse(line[Metric.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> GetAsync(BackstayNode node, string path, string? token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Api, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private static async Task<CliAnswer> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error, Ct);
        return new CliAnswer(code, output.ToString(), error.ToString());
    }
}
