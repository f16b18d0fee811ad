using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Server.Degraded;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_installations_ledger_is_refused_with_the_table_or_without(bool hasTable)
    {
        using var other = new TemporaryFolder();
        await MakeAsync();
        await MakeAsync(other.File("data"));
        if (!hasTable)
        {
            File.Delete(Path.Combine(Data, "table"));
        }

        Directory.Delete(Path.Combine(Data, "ledger"), recursive: true);
        Directory.Move(other.File("data", "ledger"), Path.Combine(Data, "ledger"));

        if (hasTable)
        {
            await using var degraded = await StartAsync();
            Assert.Equal("ledger-foreign", degraded.Degraded?.Code);
            return;
        }

        var refused = await Assert.ThrowsAsync<LedgerForeignException>(() => StartAsync());
        Assert.Contains(await File.ReadAllTextAsync(Path.Combine(Data, "installation"), Ct), refused.Message, StringComparison.Ordinal);
        Assert.Contains(await File.ReadAllTextAsync(other.File("data", "installation"), Ct), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_name_is_taken_from_the_ledgers_checkpoints_where_the_table_is_lost_as_well()
    {
        await MakeAsync();
        var name = await File.ReadAllTextAsync(Path.Combine(Data, "installation"), Ct);
        File.Delete(Path.Combine(Data, "installation"));
        File.Delete(Path.Combine(Data, "table"));

        await using var node = await StartAsync(newKeys: true);

        Assert.Null(node.Degraded);
        Assert.Equal(name, await File.ReadAllTextAsync(Path.Combine(Data, "installation"), Ct));
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>An entry, and a checkpoint that names the installation.</summary>
    private async Task MakeAsync(string? data = null)
    {
        await using var node = await StartAsync(newKeys: false, data);
        using var client = new BackstayClient(node.Api, token: null);
        await client.SetSystemAsync(
            Name.Parse("database"), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "an entry" }, idempotencyKey: null, Ct);
        await new LedgerClient(client).CheckpointAsync(Ct);
    }

    private Task<BackstayNode> StartAsync(bool newKeys = false, string? data = null) => BackstayNode.StartAsync(
        new ServeOptions { DataFolder = data ?? Data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0"), NewKeys = newKeys },
        TimeProvider.System,
        _ => { },
        Ct);
}
