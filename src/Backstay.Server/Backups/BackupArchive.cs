using System.Formats.Tar;
using System.Text.Json;
using Backstay.Client;
using Backstay.Core.Primitives;

namespace Backstay.Server.Backups;

/// <summary>Reads a backup to its end and trusts nothing in it: every file is hashed, and must be the one that the manifest names.</summary>
public sealed class BackupArchive(Func<string, Stream, CancellationToken, Task> take)
{
    private const int MaxManifestBytes = 512 * 1024 * 1024;
    private const string TakeAnother = "Take another backup, or use an older one.";

    private readonly Dictionary<string, BackupFile> _files = new(StringComparer.Ordinal);

    /// <param name="archive">Read from where it stands to the archive's end.</param>
    /// <returns>The manifest where the backup is whole; else what is wrong, by the names of its files.</returns>
    public async Task<Result<BackupManifest>> ReadAsync(Stream archive, CancellationToken ct)
    {
        try
        {
            await using var tar = new TarReader(archive, leaveOpen: true);
            while (await tar.GetNextEntryAsync(copyData: false, ct) is { } entry)
            {
                if (entry.Name == BackupManifest.FileName)
                {
                    // Its bytes before the next entry: the archive is read once, from front to back.
                    var manifest = await ReadManifestAsync(entry, ct);
                    return await tar.GetNextEntryAsync(copyData: false, ct) is null ? Check(manifest) : Damaged("Something follows its manifest.");
                }

                if (entry.EntryType != TarEntryType.RegularFile || !BackupPaths.IsKnown(entry.Name) || _files.ContainsKey(entry.Name))
                {
                    return Damaged($"It holds '{Shown(entry.Name)}', which no backup holds or holds once.");
                }

                await TakeAsync(entry, ct);
            }

            return Damaged("It ends before its manifest: it was cut off.");
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException or EndOfStreamException or JsonException or OverflowException)
        {
            return Damaged($"It is no whole tar file. {broken.Message}");
        }
    }

    private async Task TakeAsync(TarEntry entry, CancellationToken ct)
    {
        await using var content = new HashedStream(entry.DataStream ?? Stream.Null);
        await take(entry.Name, content, ct);
        if (content.Count != entry.Length)
        {
            throw new EndOfStreamException($"'{entry.Name}' ends early.");
        }

        _files.Add(entry.Name, new BackupFile(entry.Name, content.Count, content.GetDigest()));
    }

    private static async Task<BackupManifest?> ReadManifestAsync(TarEntry entry, CancellationToken ct) =>
        entry.Length <= MaxManifestBytes && entry.DataStream is { } content
            ? await JsonSerializer.DeserializeAsync<BackupManifest>(content, WireJson.Options, ct)
            : null;

    private Result<BackupManifest> Check(BackupManifest? manifest)
    {
        if (manifest is not { Format: BackupManifest.CurrentFormat })
        {
            return Damaged("Its manifest is none, or of another version of Backstay.");
        }

        var wrong = manifest.Files.Where(file => !_files.Remove(file.Path, out var found) || found != file).Select(file => file.Path)
            .Concat(_files.Keys)
            .ToList();
        return wrong.Count == 0
            ? manifest
            : Damaged($"{wrong.Count} file(s) are missing, or not what the manifest says: {string.Join(", ", wrong.Take(5).Select(Shown))}{(wrong.Count > 5 ? ", …" : "")}.");
    }

    private static Problem Damaged(string why) => Problem.Refused("backup-damaged", $"The backup is damaged. {why}", TakeAnother);

    private static string Shown(string name) => new([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);
}
