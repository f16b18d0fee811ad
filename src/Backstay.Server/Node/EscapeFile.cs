using System.Text.Json;
using Backstay.Client;
using Backstay.Gateway.Tables;
using Backstay.Storage;

namespace Backstay.Server.Node;

/// <summary>Taken escapes in a small file, replaced whole: it needs neither ledger nor database.</summary>
internal sealed class EscapeFile(string path) : IEscapeNotes
{
    public IReadOnlyList<EscapeNote> Read() => File.Exists(path)
        ? JsonSerializer.Deserialize<EscapeNote[]>(File.ReadAllBytes(path), WireJson.Options) ?? []
        : [];

    public void Write(IReadOnlyList<EscapeNote> notes) =>
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(notes, WireJson.Options));
}
