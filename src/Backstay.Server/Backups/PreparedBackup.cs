using System.Formats.Tar;
using System.Text.Json;
using Backstay.Client;
using Backstay.Core.Primitives;

namespace Backstay.Server.Backups;

/// <summary>
/// A backup that can be written once. A tar file whose last entry, the manifest, names all before it with their hashes. An object
/// that is damaged, missing or can't be read is named in it, and does not keep the others from being saved.
/// </summary>
/// <param name="end">Gives back what was taken for it.</param>
internal sealed class PreparedBackup(BackupManifest manifest, IReadOnlyList<BackupPart> parts, SavedObjects objects, Action end) : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<BackupFile> _files = [];
    private readonly List<string> _damaged = [];
    private readonly List<UnreadableObject> _unreadable = [];

    public string FileName => $"backstay-{manifest.Position}.tar";

    public async Task WriteAsync(Stream target, CancellationToken ct)
    {
        await using var tar = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var part in parts)
        {
            await AddAsync(tar, part.Path, part.Open(), ct);
        }

        foreach (var digest in objects.All)
        {
            await AddObjectAsync(tar, digest, ct);
        }

        var whole = manifest with
        {
            Files = [.. _files],
            Damaged = [.. _damaged],
            Unreadable = [.. _unreadable],
            Unlisted = objects.Unlisted,
        };
        await AddAsync(tar, BackupManifest.FileName, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(whole, WireJson.Options)), ct);
    }

    public void Dispose() => end();

    /// <summary>As it is stored. What can't be opened is left out; what breaks off is filled up with zeros.</summary>
    private async Task AddObjectAsync(TarWriter tar, Digest digest, CancellationToken ct)
    {
        SalvagedStream content;
        try
        {
            content = new SalvagedStream(objects.Open(digest));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add(objects.Lost(digest, failure));
            return;
        }

        var saved = await AddAsync(tar, BackupPaths.Of(digest), content, ct);
        if (content.Lost is { } why)
        {
            _unreadable.Add(objects.Lost(digest, why));
        }
        else if (saved != digest)
        {
            _damaged.Add(digest.ToString());
        }
    }

    private async Task<Digest> AddAsync(TarWriter tar, string path, Stream content, CancellationToken ct)
    {
        await using var hashed = new HashedStream(content);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = hashed, Mode = Mode, ModificationTime = manifest.Time }, ct);
        var digest = hashed.GetDigest();
        _files.Add(new BackupFile(path, hashed.Count, digest));
        return digest;
    }
}
