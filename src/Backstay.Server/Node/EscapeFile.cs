using System.Text.Json;
using Backstay.Client;
using Backstay.Gateway.Tables;
using Backstay.Storage;

namespace Backstay.Server.Node;

/// <summary>
/// Taken escapes in a small file that is written in place: it needs neither ledger nor database, nor space on the disk.
/// </summary>
internal sealed class EscapeFile(string path) : IEscapeNotes, IDisposable
{
    /// <summary>Bytes; some 1,000 notes.</summary>
    private const int Capacity = 256 * 1024;

    private readonly InPlaceFile _file = InPlaceFile.Open(path, Capacity);

    public IReadOnlyList<EscapeNote> Read() =>
        _file.Content.Length == 0 ? [] : JsonSerializer.Deserialize<EscapeNote[]>(_file.Content.Span, WireJson.Options) ?? [];

    public void Write(IReadOnlyList<EscapeNote> notes) =>
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(notes, WireJson.Options));

    public void Dispose() => _file.Dispose();
}
