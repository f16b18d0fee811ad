using System.Diagnostics;

namespace Backstay.Server.Backups;

/// <summary>A file of a backup, by where its bytes are.</summary>
/// <param name="Source">A file that nobody changes; null where the bytes are in <paramref name="Content"/>.</param>
internal sealed record BackupPart(string Path, string? Source, byte[]? Content)
{
    public Stream Open() => Content is { } bytes
        ? new MemoryStream(bytes, writable: false)
        : File.OpenRead(Source ?? throw new UnreachableException("One of the two is given."));
}
