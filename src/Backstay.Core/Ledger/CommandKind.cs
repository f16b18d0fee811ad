using System.Text.Json.Serialization.Metadata;

namespace Backstay.Core.Ledger;

/// <summary>A kind of command: its name (<c>registry.register-version</c>) and JSON form.</summary>
public sealed record CommandKind(string Name, JsonTypeInfo Json)
{
    /// <summary>Writes the canonical body quicker than by way of <see cref="Json"/>, to the same bytes.</summary>
    internal CanonicalForm<ICommand>? QuickForm { get; init; }

    public Type Type => Json.Type;
}
