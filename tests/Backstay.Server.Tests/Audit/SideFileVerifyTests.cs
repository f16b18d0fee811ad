using Backstay.Core.Ledger;
using Backstay.Server.Tests.Audit.Damage;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Audit;

/// <summary><c>backstay ledger verify --data</c> looks at the small files beside the ledger as well.</summary>
public sealed class SideFileVerifyTests(SoundFolder sound) : IClassFixture<SoundFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("table", "A start writes it anew")]
    [InlineData("escapes", "no canary its traffic back")]
    [InlineData("keys/unit.key", "It is no key")]
    [InlineData("keys/checkpoint.pem", "Signatures were not checked")]
    public async Task A_damaged_one_is_named_and_does_not_verify(string file, string said)
    {
        using var folder = new StoppedFolder();
        await folder.ServeAsync(Ct, ["ledger", "checkpoint"]);
        Assert.Equal(0, (await folder.VerifyAsync(Ct)).Code);
        var path = Path.Combine(folder.Data, file);
        await File.WriteAllTextAsync(path, "garbage", Ct);

        var verified = await folder.VerifyAsync(Ct, "-o", "json");

        Assert.Equal(1, verified.Code);
        var finding = Assert.Single(verified.Json.GetProperty("findings").EnumerateArray().ToArray());
        Assert.Equal("side-file-damaged", finding.GetProperty("kind").GetString());
        Assert.Contains(path, finding.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(said, finding.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_behind_the_last_good_table_is_found_without_any_checkpoint()
    {
        using var folder = new TemporaryFolder();
        using var older = new TemporaryFolder();
        var data = sound.Copy(folder);
        File.Copy(Path.Combine(data, "table"), Path.Combine(sound.CopyOlder(older), "table"), overwrite: true);

        await using var ledger = Backstay.Server.Audit.FolderLedger.Open(older.File("data")).Value;
        var verified = (await ledger.VerifyAsync(new(), entries: null, objects: null, Ct)).Value;

        var finding = Assert.Single(verified.Findings);
        Assert.Equal(LedgerFindingKind.Truncated, finding.Kind);
        Assert.Contains("the last good table", finding.Message, StringComparison.Ordinal);
    }
}
