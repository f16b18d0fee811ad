using Backstay.Core.Ledger;
using Backstay.Server.Audit;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Audit.Damage;

/// <summary>Every byte of the header of a ledger's file: SQLite passes over much of what is wrong there.</summary>
public sealed class HeaderDamageTests(SoundFolder sound) : IClassFixture<SoundFolder>
{
    private const int HeaderSize = 100;

    /// <summary>The low bytes of the schema's cookie and of the version that wrote last: nobody can tell, and nobody reads them.</summary>
    private static readonly int[] Untold = [42, 43, 97, 98, 99];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // as a backup saves it, before its first start
    public async Task A_flipped_bit_is_named_wherever_it_can_be_told(bool isCopy)
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var file = Path.Combine(data, "ledger", "default.db");
        await using (SqliteLedgerStore.Open(file))
        {
            // Closing it moves all of the log into the file: nothing hides what the header says.
        }

        if (isCopy)
        {
            await SqliteCopy.WriteAsync(file, file + ".copy", Ct);
            File.Move(file + ".copy", file, overwrite: true);
        }

        var before = await File.ReadAllBytesAsync(file, Ct);
        Assert.Empty(await FindingsAsync(data));
        var passed = new List<string>();
        for (var at = 0; at < HeaderSize; at++)
        {
            foreach (var bit in new[] { 0, 6 })
            {
                var bytes = before.ToArray();
                bytes[at] ^= (byte)(1 << bit);
                await File.WriteAllBytesAsync(file, bytes, Ct);
                if ((await FindingsAsync(data)).Length == 0 && !Untold.Contains(at))
                {
                    passed.Add(FormattableString.Invariant($"{at}.{bit}"));
                }
            }
        }

        Assert.Empty(passed);
    }

    [Fact]
    public async Task What_is_wrong_is_named_with_the_byte_and_what_it_must_be()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var file = Path.Combine(data, "ledger", "default.db");
        var bytes = await File.ReadAllBytesAsync(file, Ct);
        bytes[59] = 2;
        await File.WriteAllBytesAsync(file, bytes, Ct);

        Assert.Contains($"FileDamaged: '{file}' is damaged in its header: byte 56, the encoding of texts, is 2, not 1.", await FindingsAsync(data));
    }

    private static async Task<string[]> FindingsAsync(string data)
    {
        var opened = FolderLedger.Open(data);
        if (opened.Problem is { Code: "ledger-format" } format)
        {
            return [format.Message]; // nobody can tell this damage from what another version wrote, and the way out names both
        }

        Assert.True(opened.IsOk, opened.Problem?.Message);
        await using var ledger = opened.Value;
        var verified = await ledger.VerifyAsync(new(), entries: null, objects: null, Ct);
        Assert.True(verified.IsOk, verified.Problem?.Message); // a problem is exit code 2, damage is 1
        return [.. verified.Value.Findings.Where(found => found.Kind != LedgerFindingKind.ObjectMissing).Select(found => $"{found.Kind}: {found.Message}")];
    }
}
