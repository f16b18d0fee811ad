using System.Formats.Tar;
using System.Text.Json;
using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Server.Backups;

/// <summary>A backup that can be written once. A tar file whose last entry, the manifest, names all before it with their hashes.</summary>
/// <param name="end">Gives back what was taken for it.</param>
internal sealed class PreparedBackup(
    BackupManifest manifest, IReadOnlyList<BackupPart> parts, (string DataFolder, IObjectStore Store) objects, Action end) : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<BackupFile> _files = [];
    private readonly List<string> _damaged = [];

    public string FileName => $"backstay-{manifest.Position}.tar";

    public async Task WriteAsync(Stream target, CancellationToken ct)
    {
        await using var tar = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var part in parts)
        {
            await AddAsync(tar, part.Path, part.Open(), ct);
        }

        await foreach (var (digest, _) in objects.Store.ListAsync(ct))
        {
            // As they are stored: a damaged object is named, and does not keep the others from being saved.
            var path = BackupPaths.Of(digest);
            if (await AddAsync(tar, path, File.OpenRead(Path.Combine(objects.DataFolder, path)), ct) != digest)
            {
                _damaged.Add(digest.ToString());
            }
        }

        var whole = manifest with { Files = [.. _files], Damaged = [.. _damaged] };
        await AddAsync(tar, BackupManifest.FileName, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(whole, WireJson.Options)), ct);
    }

    public void Dispose() => end();

    private async Task<Digest> AddAsync(TarWriter tar, string path, Stream content, CancellationToken ct)
    {
        await using var hashed = new HashedStream(content);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = hashed, Mode = Mode, ModificationTime = manifest.Time }, ct);
        var digest = hashed.GetDigest();
        _files.Add(new BackupFile(path, hashed.Count, digest));
        return digest;
    }
}
