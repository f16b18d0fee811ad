using System.Text.Json;
using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Node;

namespace Backstay.Server.Audit;

/// <summary>Turns stored records into what people read, sealed texts resolved.</summary>
internal static class EntryDocuments
{
    public static async Task<EntryDocument> OfAsync(ILedgerStore store, LedgerRecord record, LedgerEntry entry, CancellationToken ct)
    {
        using var parsed = JsonDocument.Parse(entry.Payload);
        var payload = parsed.RootElement.Clone();
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, digest) in DigestsIn(payload, path: string.Empty))
        {
            if (await store.UnsealAsync(entry.Seq, digest, ct) is { } text && (text != SealedTexts.Changed || IsPlaceOfText(path)))
            {
                texts[path] = text;
            }
        }

        var position = entry.Seq + entry.Command.Of - 1 - entry.Command.Index;
        return new EntryDocument(
            entry.Seq, position, entry.Time, entry.Kind, entry.KindVersion, entry.Actor, entry.Command, payload, texts, record.LeafHash);
    }

    /// <summary>A sealed text looks like any other digest in a payload; only looking it up tells.</summary>
    private static IEnumerable<(string Path, Digest Digest)> DigestsIn(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => DigestsIn(member.Value, Join(path, member.Name))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => DigestsIn(item, $"{path}[{i}]")),
        JsonValueKind.String when element.GetString() is { Length: 71 } text && Digest.TryParse(text, out var digest) => [(path, digest)],
        _ => [],
    };

    /// <summary>Where what is stored is damaged nobody can look up which digests are texts: then those are that stand where texts do.</summary>
    private static bool IsPlaceOfText(string path) => path[(path.LastIndexOf('.') + 1)..] is "why" or "purpose";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
