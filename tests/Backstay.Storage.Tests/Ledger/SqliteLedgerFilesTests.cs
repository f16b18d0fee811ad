using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Sqlite;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Ledger;

/// <summary>Damage in a ledger's file where no entry is.</summary>
public sealed class SqliteLedgerFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("default.ledger");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("SELECT 1", 0, 2)]
    [InlineData("UPDATE sealed_text_runs SET run = CAST(substr(run, 1, 8) || zeroblob(32) || substr(run, 41) AS BLOB) WHERE last = 2", 1, 2)] // its digest
    [InlineData("UPDATE sealed_text_runs SET last = 1 << 40 WHERE last = 2", 0, 2)] // under no entry at all
    [InlineData("UPDATE sealed_text_runs SET last = 4 WHERE last = 2", 0, 1)] // under one that is not asked about
    [InlineData("DELETE FROM sealed_text_runs WHERE last = 2", 0, 1)] // erased, which is lawful
    public async Task Texts_under_another_digest_are_found_and_all_are_counted(string damage, int altered, int counted)
    {
        var found = await CheckAfterAsync(damage);

        Assert.Empty(found.Findings);
        Assert.Equal((altered, counted), (found.AlteredTexts.Count, found.SealedTexts));
    }

    [Theory]
    [InlineData("UPDATE sealed_text_runs SET run = substr(run, 1, length(run) - 1) WHERE last = 2")]
    [InlineData("UPDATE sealed_text_runs SET run = CAST(run || x'00' AS BLOB) WHERE last = 2")]
    [InlineData("UPDATE sealed_text_runs SET run = CAST(substr(run, 1, 7) || x'80' || substr(run, 9) AS BLOB) WHERE last = 2")]
    public async Task A_row_of_texts_that_can_not_be_read_is_named(string damage)
    {
        var found = await CheckAfterAsync(damage);

        var place = Assert.Single(found.DamagedTexts);
        Assert.Equal(2, place.ToSeq);
        Assert.Contains("the entries up to 2", place.Why, StringComparison.Ordinal);
        Assert.Empty(found.Findings); // those are of what a restore refuses
    }

    [Fact]
    public async Task A_damaged_page_is_named_by_what_SQLite_says_of_it()
    {
        await using (var store = SqliteLedgerStore.Open(FilePath))
        {
            await store.AppendAsync(0, LedgerSamples.Records(1, 100), [], Ct);
        }

        var bytes = File.ReadAllBytes(FilePath);
        var leaf = Enumerable.Range(1, (bytes.Length / 4_096) - 1).Last(page => bytes[page * 4_096] == 13);
        bytes[(leaf * 4_096) + 3] ^= 1; // of the page's number of rows: one row more or less
        File.WriteAllBytes(FilePath, bytes);

        await using var damaged = SqliteLedgerStore.OpenForReading(FilePath);
        var finding = (await damaged.CheckFilesAsync(head: 100, Ct)).Findings[0];

        Assert.Equal(LedgerFindingKind.FileDamaged, finding.Kind);
        Assert.Contains(FilePath, finding.Message, StringComparison.Ordinal);
    }

    /// <summary>Five entries of which the first two seal a text, a row each.</summary>
    private async Task<LedgerFileDamage> CheckAfterAsync(string damage)
    {
        await using (var store = SqliteLedgerStore.Open(FilePath))
        {
            for (var seq = 1; seq <= 5; seq++)
            {
                SealedText[] texts = seq <= 2 ? [LedgerSamples.Sealed($"text {seq}", seq)] : [];
                await store.AppendAsync(seq - 1, LedgerSamples.Records(seq, 1), texts, Ct);
            }
        }

        using (var vandal = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 0))
        {
            vandal.Execute(damage);
        }

        await using var damaged = SqliteLedgerStore.OpenForReading(FilePath);
        return await damaged.CheckFilesAsync(head: 3, Ct);
    }
}
