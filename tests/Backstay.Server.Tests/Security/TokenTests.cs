using System.Text;
using Backstay.Server.Node;
using Backstay.Server.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Security;

public sealed class TokenTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_token_closes_the_server_and_must_be_admin()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var open = await node.GetAsync("/api/v1/ledger", Ct);
        var tooSmall = await node.SendAsync(HttpMethod.Post, "/api/v1/tokens", Ct, New("ci", "operator"));
        var secret = await node.CreateTokenAsync("root", "admin", admin: null, Ct);
        var closed = await node.GetAsync("/api/v1/ledger", Ct);
        var opened = await node.GetAsync("/api/v1/ledger", Ct, secret);

        Assert.Equal(200, open.Status);
        Assert.Equal((422, "first-token-is-admin"), (tooSmall.Status, tooSmall.Code));
        Assert.Equal(401, closed.Status);
        Assert.Equal(200, opened.Status);
    }

    [Fact]
    public async Task Only_the_hash_of_a_secret_rests_anywhere_in_the_data_folder()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var secret = await node.CreateTokenAsync("root", "admin", admin: null, Ct);

        Assert.Matches("^bst_[A-Za-z0-9_-]{43}$", secret);
        Assert.Contains("tokens", (await node.GetAsync("/api/v1/state", Ct, secret)).Text);
        foreach (var file in Directory.EnumerateFiles(node.Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, Ct);
            Assert.True(content.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)) < 0, $"{file} holds the secret.");
        }
    }

    [Fact]
    public async Task A_token_ends_at_its_expiry_and_at_its_revocation()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await node.CreateTokenAsync("root", "admin", admin: null, Ct, days: 300);
        var shortLived = await node.CreateTokenAsync("short", "observer", admin, Ct, days: 1);
        var revoked = await node.CreateTokenAsync("revoked", "observer", admin, Ct, days: 100);

        var before = await node.GetAsync("/api/v1/ledger", Ct, shortLived);
        var delete = await node.SendAsync(HttpMethod.Delete, "/api/v1/tokens/revoked", Ct, new { why = "It leaked." }, admin);
        node.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(200, before.Status);
        Assert.Equal(200, delete.Status);
        Assert.Equal(401, (await node.GetAsync("/api/v1/ledger", Ct, revoked)).Status);
        Assert.Equal(401, (await node.GetAsync("/api/v1/ledger", Ct, shortLived)).Status);
        var list = await node.GetAsync("/api/v1/tokens", Ct, admin);
        Assert.Equal(
            [("revoked", "revoked"), ("root", "live"), ("short", "expired")],
            list.Json.EnumerateArray().Select(t => (t.GetProperty("name").GetString(), t.GetProperty("condition").GetString())));
        Assert.DoesNotContain("bst_", list.Text);
    }

    [Fact]
    public async Task The_last_live_admin_token_can_not_be_revoked()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await node.CreateTokenAsync("root", "admin", admin: null, Ct);

        var answer = await node.SendAsync(HttpMethod.Delete, "/api/v1/tokens/root", Ct, new { why = "Tidying up." }, admin);

        Assert.Equal((422, "last-admin"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Repeating_a_creation_answers_with_the_same_token_and_no_secret()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await node.CreateTokenAsync("root", "admin", admin: null, Ct);

        var first = await node.SendAsync(HttpMethod.Post, "/api/v1/tokens", Ct, New("ci", "operator"), admin, key: "once");
        node.Clock.Advance(TimeSpan.FromHours(1));
        var again = await node.SendAsync(HttpMethod.Post, "/api/v1/tokens", Ct, New("ci", "operator"), admin, key: "once");
        var other = await node.SendAsync(HttpMethod.Post, "/api/v1/tokens", Ct, New("ci", "observer"), admin, key: "once");
        var taken = await node.SendAsync(HttpMethod.Post, "/api/v1/tokens", Ct, New("ci", "operator"), admin, key: "twice");

        Assert.NotNull(first.Json.GetProperty("secret").GetString());
        Assert.Equal(200, again.Status);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, again.Json.GetProperty("secret").ValueKind);
        Assert.Contains("can't be shown again", again.Text);
        Assert.Equal(first.Json.GetProperty("token").GetRawText(), again.Json.GetProperty("token").GetRawText());
        Assert.Equal((422, "idempotency-key-reused"), (other.Status, other.Code));
        Assert.Equal((409, "token-taken"), (taken.Status, taken.Code));
    }

    [Theory]
    [InlineData("""{"name":"CI","scope":"operator","holder":"x","lifetimeDays":1}""", "name")]
    [InlineData("""{"name":"ci","scope":"emperor","holder":"x","lifetimeDays":1}""", "scope")]
    [InlineData("""{"name":"ci","scope":"operator","holder":"x","lifetimeDays":367}""", "lifetimeDays")]
    [InlineData("""{"name":"ci","scope":"operator","holder":"x","lifetimeDays":1,"expires":"2026-01-01T00:00:00Z"}""", "expires")]
    [InlineData("""{"name":"ci","scope":"operator","holder":"x","expires":"2001-01-01T00:00:00Z"}""", "expires")]
    [InlineData("""{"name":"ci","scope":"operator","holder":" ","lifetimeDays":1}""", "holder")]
    public async Task Bad_input_is_refused_with_the_field_named(string body, string field)
    {
        await using var node = await TestNode.StartAsync(Ct);

        var answer = await node.SendAsync(HttpMethod.Post, "/api/v1/tokens", Ct, body);

        Assert.Equal((400, field), (answer.Status, answer.Field));
    }

    [Theory]
    [InlineData("""{"name":"ci","scope":"operator","holder":"x","lifetimeDays":1,"extra":1}""")]
    [InlineData("""{"name":"ci","name":"ci","scope":"operator","holder":"x","lifetimeDays":1}""")]
    [InlineData("""{"name":"ci","scope":"operator","lifetimeDays":1}""")]
    [InlineData("""[""")]
    public async Task Unknown_duplicate_missing_and_broken_members_are_refused(string body)
    {
        await using var node = await TestNode.StartAsync(Ct);

        Assert.Equal(400, (await node.SendAsync(HttpMethod.Post, "/api/v1/tokens", Ct, body)).Status);
        Assert.Equal(0, (await node.GetAsync("/api/v1/ledger", Ct)).Json.GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task Only_hosts_that_are_ours_are_answered()
    {
        await using var node = await TestNode.StartAsync(Ct, "backstay.example");

        async Task<int> StatusOf(string host) => (await node.SendAsync(HttpMethod.Get, "/health/live", Ct, host: host)).Status;

        Assert.Equal(200, await StatusOf("localhost"));
        Assert.Equal(200, await StatusOf("127.0.0.1:1234"));
        Assert.Equal(200, await StatusOf("[::1]"));
        Assert.Equal(200, await StatusOf("Backstay.Example:80"));
        Assert.Equal(403, await StatusOf("evil.example"));
        Assert.Equal(403, await StatusOf("localhost.evil.example"));
        Assert.Equal(403, await StatusOf("10.0.0.1"));
    }

    [Fact]
    public async Task A_server_without_an_admin_token_does_not_start_beyond_loopback()
    {
        using var folder = new TemporaryFolder();
        var options = new ServeOptions { DataFolder = folder.FullPath, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") };

        foreach (var open in new[] { options with { Api = new Uri("http://0.0.0.0:0") }, options with { Gateway = new Uri("http://[::]:0") } })
        {
            await Assert.ThrowsAsync<OpenListenerException>(() => BackstayNode.StartAsync(open, new ShiftedClock(), _ => { }, Ct));
        }
    }

    private static object New(string name, string scope) => new { name, scope, holder = "somebody", lifetimeDays = 30 };
}
