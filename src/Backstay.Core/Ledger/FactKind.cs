using System.Text.Json.Serialization.Metadata;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>A kind of fact: its name in the ledger (<c>registry.version-registered</c>), version and JSON form.</summary>
public sealed record FactKind(string Name, int Version, JsonTypeInfo Json)
{
    /// <summary>Reads the kind's usual form quicker than <see cref="Json"/>, to the same fact; null for what it does not know.</summary>
    public FactReader? Quick { get; init; }

    /// <summary>
    /// Walks the kind's usual form in an entry, for a replay: what comes of it is canonical, and stands for the fact where states are
    /// folded. Null for what it does not know.
    /// </summary>
    public FactWalker? Walk { get; init; }

    /// <summary>Writes the canonical payload quicker than by way of <see cref="Json"/>, to the same bytes.</summary>
    internal CanonicalForm<IFact>? QuickForm { get; init; }

    public Type Type => Json.Type;
}

/// <summary>Reads a canonical payload; null where somebody else has to.</summary>
public delegate IFact? FactReader(ReadOnlySpan<byte> payload);

/// <summary>Walks a payload that <paramref name="bytes"/> begin with; null where somebody else has to read it.</summary>
public delegate IFact? FactWalker(ReadOnlyMemory<byte> bytes, out int length);

/// <summary>Appends a value's canonical form; false where somebody slower has to say what is wrong with it.</summary>
internal delegate bool CanonicalForm<in T>(ByteBuffer to, T value);
