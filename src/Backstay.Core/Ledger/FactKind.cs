using System.Text.Json.Serialization.Metadata;

namespace Backstay.Core.Ledger;

/// <summary>A kind of fact: its name in the ledger (<c>registry.version-registered</c>), version and JSON form.</summary>
public sealed record FactKind(string Name, int Version, JsonTypeInfo Json)
{
    public Type Type => Json.Type;
}
