using System.Formats.Tar;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Server.Node;

namespace Backstay.Server.Tests.Audit;

/// <summary>A ledger that another version of Backstay wrote is told from a damaged one, wherever one is opened.</summary>
public sealed class LedgerFormatTests : IDisposable
{
    /// <summary>The last byte of SQLite's <c>user_version</c>.</summary>
    private const int FormatByte = 63;

    private readonly StoppedFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(_folder.Data, "ledger", "default.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Verification_names_the_format_and_the_way_out_and_no_damage(byte format)
    {
        await _folder.ServeAsync(Ct, ["ledger", "checkpoint"]);
        SetFormat(format);

        var verified = await _folder.VerifyAsync(Ct);

        Assert.Equal(2, verified.Code);
        Assert.Contains("ledger-format", verified.Error, StringComparison.Ordinal);
        Assert.Contains($"is a ledger of format {format}; this version of Backstay reads format 3 only", Joined(verified.Error), StringComparison.Ordinal);
        Assert.Contains("Use the version of Backstay that wrote it", Joined(verified.Error), StringComparison.Ordinal);
        Assert.DoesNotContain("NOT verify", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_on_it_runs_degraded_and_says_so()
    {
        await _folder.ServeAsync(Ct, ["ledger", "checkpoint"]);
        SetFormat(2);
        var options = new ServeOptions { DataFolder = _folder.Data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") };

        await using var node = await BackstayNode.StartAsync(options, TimeProvider.System, _ => { }, Ct);

        Assert.Equal("ledger-format", node.Degraded?.Code);
        Assert.Contains("Use the version of Backstay that wrote it", node.Degraded?.WayOut, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Data, node.Degraded?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_it_is_not_called_damaged_and_nothing_is_restored()
    {
        var backup = _folder.Write("all.tar", "");
        var answers = await _folder.ServeAsync(Ct, ["backup", backup, "--with-keys", "--force"]);
        Assert.True(answers[0].Code == 0, answers[0].Error);
        MakeOlder(backup);

        var refused = await StoppedFolder.RunAsync(["restore", backup, "--data", backup + ".restored"], Ct);

        Assert.Equal(1, refused.Code);
        Assert.Contains("ledger-format", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was restored.", Joined(refused.Error), StringComparison.Ordinal);
        Assert.DoesNotContain("backup-damaged", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(backup + ".restored"));
    }

    private static string Joined(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Gives the ledger in a backup another format, and its manifest the hash of that.</summary>
    private static void MakeOlder(string backup)
    {
        var bytes = File.ReadAllBytes(backup);
        var start = bytes.AsSpan().IndexOf("SQLite format 3\0"u8);
        var ledger = bytes.AsSpan(start, LengthOf(backup, "ledger/default.db"));
        var before = Hex(ledger);
        ledger[FormatByte] = 2;
        var hash = bytes.AsSpan().IndexOf(before);
        Assert.True(start > 0 && hash > 0, "The backup has another form.");
        Hex(ledger).CopyTo(bytes, hash);
        File.WriteAllBytes(backup, bytes);
    }

    private static int LengthOf(string backup, string name)
    {
        using var tar = new TarReader(File.OpenRead(backup));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == name)
            {
                return (int)entry.Length;
            }
        }

        throw new InvalidDataException($"The backup has no '{name}'.");
    }

    private static byte[] Hex(ReadOnlySpan<byte> content) => Encoding.ASCII.GetBytes(Digest.Of(content).ToHex());

    private void SetFormat(byte format)
    {
        var bytes = File.ReadAllBytes(Ledger);
        bytes[FormatByte] = format;
        File.WriteAllBytes(Ledger, bytes);
    }
}
