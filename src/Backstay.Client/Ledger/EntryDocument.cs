using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Client.Ledger;

/// <summary>A ledger entry as the API shows it.</summary>
/// <param name="Position">The end of its command: the first position at which it can be seen.</param>
/// <param name="Texts">What the payload's sealed digests stand for, by path (<c>why</c>); an erased text is missing here, and of one that was changed it is said that it is not what was sealed.</param>
/// <param name="LeafHash">RFC 9162 leaf hash of the entry's canonical bytes.</param>
public sealed record EntryDocument(
    long Seq,
    long Position,
    DateTimeOffset Time,
    string Kind,
    int KindVersion,
    Actor Actor,
    CommandRef Command,
    JsonElement Payload,
    IReadOnlyDictionary<string, string> Texts,
    Digest LeafHash);
