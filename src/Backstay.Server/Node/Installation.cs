using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Gateway;
using Backstay.Server.Degraded;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Node;

/// <summary>
/// What makes this installation itself: its name and its keys, drawn at the first start and kept. Where the folder has had a
/// ledger they are never drawn unasked: under another name or key the same ledger looks like somebody else's.
/// </summary>
public sealed record Installation(string Name, CheckpointSigner Signer, byte[] UnitKey)
{
    private const int NameBytes = 8;
    private const int KeyBytes = 32;

    /// <summary>What is there, checked, and what is missing, drawn. Nothing is written before all that is there was found sound.</summary>
    /// <param name="newKeys">Whether what a folder with a ledger has lost is drawn anew.</param>
    /// <exception cref="InstallationException">A file is damaged, or lost and nobody asked for a new one.</exception>
    public static Installation Open(DataLayout layout, string workspace, IIdSource ids, bool newKeys = false)
    {
        if (!newKeys && LedgerPresence.HadLedger(layout, workspace) && Files(layout).FirstOrDefault(file => !File.Exists(file.Path)) is { Path: { } lost } missing)
        {
            throw Lost(layout, lost, missing.Use);
        }

        var keptName = Find(layout.Installation) is { } bytes ? NameOf(layout, bytes, workspace) : null;
        var name = keptName ?? NameBefore(layout, workspace) ?? Hex(ids, NameBytes);
        var origin = Checkpoint.OriginOf(name, workspace).Value;
        var signer = Find(layout.CheckpointKey) is { } pem ? SignerOf(layout, origin, pem) : null;
        var unitKey = File.Exists(layout.UnitKey) ? ReadUnitKey(layout) : null;
        if (keptName is null)
        {
            Keep(layout.Installation, Encoding.ASCII.GetBytes(name));
        }

        if (signer is null)
        {
            signer = CheckpointSigner.Create(origin).Value;
            Keep(layout.CheckpointKey, Encoding.ASCII.GetBytes(signer.ExportPem()));
        }

        if (unitKey is null)
        {
            unitKey = new byte[KeyBytes];
            ids.FillRandom(unitKey);
            Keep(layout.UnitKey, unitKey);
        }

        return new Installation(name, signer, unitKey);
    }

    /// <summary>The one part that the gateway needs: without it units would change releases.</summary>
    /// <exception cref="InstallationException">It is missing or damaged.</exception>
    public static byte[] ReadUnitKey(DataLayout layout)
    {
        var key = Find(layout.UnitKey) ?? throw Lost(layout, layout.UnitKey, Files(layout).Single(file => file.Path == layout.UnitKey).Use);
        return key.Length >= GatewayOptions.MinUnitKeyBytes && key.AsSpan().ContainsAnyExcept((byte)0)
            ? key
            : throw Damaged(layout, layout.UnitKey, $"It is no key of at least {GatewayOptions.MinUnitKeyBytes} random bytes.");
    }

    private static (string Path, string Use)[] Files(DataLayout layout) =>
    [
        (layout.Installation, "the installation's name, which is in every checkpoint"),
        (layout.CheckpointKey, "the private key that signs checkpoints"),
        (layout.UnitKey, "the key that units are digested with, which decides the release that each unit gets"),
    ];

    private static string NameOf(DataLayout layout, byte[] bytes, string workspace)
    {
        var name = Encoding.ASCII.GetString(bytes).Trim();
        return bytes.All(one => one is >= (byte)' ' and <= (byte)'~' or (byte)'\n' or (byte)'\r') && Checkpoint.OriginOf(name, workspace).IsOk
            ? name
            : throw Damaged(layout, layout.Installation, "An installation's name is ASCII, not empty, and has no space, plus sign or slash.");
    }

    private static CheckpointSigner SignerOf(DataLayout layout, string origin, byte[] pem)
    {
        var signer = CheckpointSigner.FromPem(origin, Encoding.ASCII.GetString(pem));
        return signer.IsOk ? signer.Value : throw Damaged(layout, layout.CheckpointKey, signer.Problem.Message);
    }

    /// <summary>The name that the last good table knows, or the newest checkpoint: with it the ledger's checkpoints go on.</summary>
    private static string? NameBefore(DataLayout layout, string workspace) =>
        (LastTable.Read(layout.Table) is { IsOk: true } last ? NameIn(last.Value.Head.Origin, workspace) : null)
        ?? SqliteLedgerFiles.PeekCheckpoints(layout.LedgerOf(workspace)).Reverse()
            .Select(kept => LedgerPresence.OriginOf(kept.Note) is { } origin ? NameIn(origin, workspace) : null)
            .FirstOrDefault(name => name is not null);

    private static string? NameIn(string known, string workspace)
    {
        var parts = known.Split('/');
        return parts.Length == 3 && Checkpoint.OriginOf(parts[1], workspace) is { IsOk: true } origin && origin.Value == string.Join('/', parts) ? parts[1] : null;
    }

    private static InstallationException Lost(DataLayout layout, string path, string use) => new(
        "installation-lost",
        $"'{path}' is missing: {use}. This data folder has had a ledger under it, so no other is drawn unasked.",
        $"Put '{Path.GetRelativePath(layout.Root, path)}' back from a backup or a copy of it. Where it is lost for good, run 'backstay serve --new-keys' once: "
        + "checkpoints that were signed before then verify with the old verifier key only, and with a new unit key units may change releases");

    private static InstallationException Damaged(DataLayout layout, string path, string why) => new(
        "installation-damaged",
        $"'{path}' is damaged. {why}",
        $"Put '{Path.GetRelativePath(layout.Root, path)}' back from a backup or a copy of it. Where there is none, move the file away and run 'backstay serve --new-keys' once");

    private static byte[]? Find(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    private static void Keep(string path, byte[] content)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(path) ?? "/");
        DurableFile.Replace(path, content);
    }

    private static string Hex(IIdSource ids, int bytes)
    {
        Span<byte> random = stackalloc byte[bytes];
        ids.FillRandom(random);
        return Convert.ToHexStringLower(random);
    }
}
