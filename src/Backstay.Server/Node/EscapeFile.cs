using System.Text.Json;
using Backstay.Client;
using Backstay.Gateway.Tables;
using Backstay.Storage;

namespace Backstay.Server.Node;

/// <summary>
/// Taken escapes in a small file that is written in place: it needs neither ledger nor database, nor space on the disk.
/// </summary>
internal sealed class EscapeFile : IEscapeNotes, IDisposable
{
    /// <summary>Bytes; some 1,000 notes.</summary>
    private const int Capacity = 256 * 1024;

    private const string Outdated = "what was noted last is damaged, and only what was noted before it can be read.";

    private readonly InPlaceFile _file;

    private EscapeFile(InPlaceFile file) => _file = file;

    /// <summary>Opens the file, or creates it without a note.</summary>
    /// <exception cref="IOException">It can't be opened for writing, or is damaged.</exception>
    public static EscapeFile Open(string path) => new(InPlaceFile.Open(path, Capacity));

    /// <summary>A file with these notes from its first instant on; a damaged one is kept beside it.</summary>
    /// <exception cref="IOException">It can't be created.</exception>
    public static EscapeFile Renew(string path, IReadOnlyList<EscapeNote> notes) => new(InPlaceFile.Renew(path, Capacity, ToBytes(notes)));

    /// <summary>The notes of a file that can't be written; none where there is no file.</summary>
    /// <exception cref="IOException">There is a file, and what was noted last can't be read.</exception>
    public static IReadOnlyList<EscapeNote> ReadOnly(string path)
    {
        if (!Path.Exists(path))
        {
            return [];
        }

        using var file = InPlaceFile.OpenForReading(path, Capacity);
        return file.IsOutdated ? throw new IOException(Outdated) : Parse(file.Content.Span);
    }

    /// <summary>Why what was noted last is not known, though notes from before it are; null where it is.</summary>
    public string? Damage => _file.IsOutdated ? Outdated : null;

    public IReadOnlyList<EscapeNote> Read() => Parse(_file.Content.Span);

    public void Write(IReadOnlyList<EscapeNote> notes) =>
        _file.Write(ToBytes(notes));

    public void Dispose() => _file.Dispose();

    private static byte[] ToBytes(IReadOnlyList<EscapeNote> notes) => JsonSerializer.SerializeToUtf8Bytes(notes, WireJson.Options);

    private static EscapeNote[] Parse(ReadOnlySpan<byte> content) =>
        content.Length == 0 ? [] : JsonSerializer.Deserialize<EscapeNote[]>(content, WireJson.Options) ?? [];
}
