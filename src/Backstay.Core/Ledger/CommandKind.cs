using System.Text.Json.Serialization.Metadata;

namespace Backstay.Core.Ledger;

/// <summary>A kind of command: its name (<c>registry.register-version</c>) and JSON form.</summary>
public sealed record CommandKind(string Name, JsonTypeInfo Json)
{
    public Type Type => Json.Type;
}
