using Backstay.Client;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Node;

/// <summary>The files that make an installation itself are lost or damaged under a ledger with entries.</summary>
public sealed class LostInstallationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("installation")]
    [InlineData("keys/checkpoint.pem")]
    [InlineData("keys/unit.key")]
    public async Task What_is_lost_is_never_drawn_anew_unasked_and_nothing_is_written(string file)
    {
        await MakeAsync();
        File.Delete(Path.Combine(Data, "table")); // or it serves from it
        var sound = await File.ReadAllBytesAsync(Path.Combine(Data, file), Ct);
        File.Delete(Path.Combine(Data, file));
        var before = Names();

        var refused = await Assert.ThrowsAsync<InstallationException>(() => StartAsync());

        Assert.Equal("installation-lost", refused.Code);
        Assert.Contains(Path.Combine(Data, file), refused.Message, StringComparison.Ordinal);
        Assert.Contains("--new-keys", refused.WayOut, StringComparison.Ordinal);
        Assert.Equal(before, Names());

        await File.WriteAllBytesAsync(Path.Combine(Data, file), sound, Ct);
        await using var again = await StartAsync();
        Assert.Null(again.Degraded);
    }

    [Theory]
    [InlineData("installation", "")]
    [InlineData("installation", "two words")]
    [InlineData("installation", "\0\0\0\0\0\0\0\0")]
    [InlineData("keys/checkpoint.pem", "")]
    [InlineData("keys/checkpoint.pem", "garbage")]
    [InlineData("keys/unit.key", "")]
    [InlineData("keys/unit.key", "short")]
    [InlineData("keys/unit.key", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task What_is_damaged_is_named_with_the_way_out_and_left_as_it_is(string file, string content)
    {
        await MakeAsync();
        File.Delete(Path.Combine(Data, "table"));
        await File.WriteAllTextAsync(Path.Combine(Data, file), content, Ct);

        foreach (var newKeys in new[] { false, true })
        {
            var refused = await Assert.ThrowsAsync<InstallationException>(() => StartAsync(newKeys));
            Assert.Equal("installation-damaged", refused.Code);
            Assert.Contains(Path.Combine(Data, file), refused.Message, StringComparison.Ordinal);
            Assert.Contains("backup", refused.WayOut, StringComparison.Ordinal);
            Assert.Equal(content, await File.ReadAllTextAsync(Path.Combine(Data, file), Ct));
        }
    }

    [Theory]
    [InlineData("installation", true)]
    [InlineData("keys/checkpoint.pem", true)]
    [InlineData("keys/unit.key", false)]
    public async Task The_gateway_serves_its_last_table_where_it_has_the_key_of_its_units(string file, bool serves)
    {
        await MakeAsync();
        File.Delete(Path.Combine(Data, file));

        if (!serves)
        {
            await Assert.ThrowsAsync<InstallationException>(() => StartAsync());
            return;
        }

        await using var node = await StartAsync();
        Assert.Equal("installation-lost", node.Degraded?.Code);
        Assert.DoesNotContain(Data, node.Degraded?.Reason, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, file)));
    }

    [Theory]
    [InlineData("installation")]
    [InlineData("keys/checkpoint.pem")]
    [InlineData("keys/unit.key")]
    public async Task Who_asks_for_new_ones_gets_what_is_missing_and_keeps_the_rest(string file)
    {
        await MakeAsync();
        string[] files = ["installation", "keys/checkpoint.pem", "keys/unit.key"];
        var before = files.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(Data, name)));
        File.Delete(Path.Combine(Data, file));

        await using var node = await StartAsync(newKeys: true);

        Assert.Null(node.Degraded);
        foreach (var name in files)
        {
            // The name is in the last good table, so that the ledger's checkpoints go on under it.
            var isSame = File.ReadAllBytes(Path.Combine(Data, name)).AsSpan().SequenceEqual(before[name]);
            Assert.Equal(name != file || name == "installation", isSame);
        }
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private async Task MakeAsync()
    {
        await using var node = await StartAsync();
        using var client = new BackstayClient(node.Api, token: null);
        await client.SetSystemAsync(
            Name.Parse("database"), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "an entry" }, idempotencyKey: null, Ct);
    }

    private Task<BackstayNode> StartAsync(bool newKeys = false) => BackstayNode.StartAsync(
        new ServeOptions { DataFolder = Data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0"), NewKeys = newKeys },
        TimeProvider.System,
        _ => { },
        Ct);
}
