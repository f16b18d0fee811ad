using System.Collections.Frozen;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>All kinds of facts that this build can read and write.</summary>
public sealed class FactCatalog
{
    private readonly FrozenDictionary<Type, FactKind> _byType;
    private readonly FrozenDictionary<(string Name, int Version), FactKind> _byName;

    public FactCatalog(IEnumerable<FactKind> kinds)
    {
        var all = kinds.ToArray();
        _byType = all.ToFrozenDictionary(kind => kind.Type);
        _byName = all.ToFrozenDictionary(kind => (kind.Name, kind.Version));
    }

    public IEnumerable<FactKind> Kinds => _byName.Values;

    public FactKind KindOf(IFact fact) => _byType.TryGetValue(fact.GetType(), out var kind)
        ? kind
        : throw new InvalidOperationException($"Fact type {fact.GetType().Name} is not in the catalog.");

    /// <summary>Null where there is no such kind.</summary>
    public FactKind? Find(string name, int version) => _byName.GetValueOrDefault((name, version));

    /// <summary>The fact's payload as canonical JSON.</summary>
    public Result<ReadOnlyMemory<byte>> Encode(IFact fact)
    {
        var to = new ByteBuffer();
        return Encode(fact, to) is { } problem ? problem : new ReadOnlyMemory<byte>(to.Written.ToArray());
    }

    /// <summary>Appends the fact's payload as canonical JSON; null, or why there is none.</summary>
    internal Problem? Encode(IFact fact, ByteBuffer to)
    {
        var kind = KindOf(fact);
        var start = to.Length;
        if (kind.QuickForm?.Invoke(to, fact) == true)
        {
            return null;
        }

        to.Truncate(start);
        return CanonicalJson.Write(to, writer => JsonSerializer.Serialize(writer, fact, kind.Json));
    }

    /// <summary>Reads a payload; an unknown kind is refused, since folding past it would give a wrong state.</summary>
    public Result<IFact> Decode(LedgerEntry entry)
    {
        if (!_byName.TryGetValue((entry.Kind, entry.KindVersion), out var kind))
        {
            return Problem.Unavailable(
                "unknown-fact-kind",
                $"Entry {entry.Seq} is of kind '{entry.Kind}' version {entry.KindVersion}, which this build can't read.",
                "Run a build that is at least as new as the one that wrote it.");
        }

        try
        {
            return (kind.Quick?.Invoke(entry.Payload.Span) ?? JsonSerializer.Deserialize(entry.Payload.Span, kind.Json)) is IFact fact
                ? Result<IFact>.Ok(fact)
                : Problem.Unavailable("empty-fact", $"Entry {entry.Seq} holds no fact.");
        }
        catch (JsonException wrong)
        {
            return Problem.Unavailable(
                "wrong-fact",
                $"Ledger entry {entry.Seq} is no '{entry.Kind}': its member '{wrong.Path?.TrimStart('$', '.')}' is wrong, or one is missing.",
                "No build writes this: somebody changed it. Run 'backstay ledger verify --data FOLDER --checkpoint FILE' with a checkpoint that was kept elsewhere, then restore a backup.");
        }
    }
}
