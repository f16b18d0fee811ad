using System.Text.Json.Serialization.Metadata;

namespace Backstay.Core.Ledger;

/// <summary>A kind of fact: its name in the ledger (<c>registry.version-registered</c>), version and JSON form.</summary>
public sealed record FactKind(string Name, int Version, JsonTypeInfo Json)
{
    /// <summary>Reads the kind's usual form quicker than <see cref="Json"/>, to the same fact; null for what it does not know.</summary>
    public FactReader? Quick { get; init; }

    public Type Type => Json.Type;
}

/// <summary>Reads a canonical payload; null where somebody else has to.</summary>
public delegate IFact? FactReader(ReadOnlySpan<byte> payload);
