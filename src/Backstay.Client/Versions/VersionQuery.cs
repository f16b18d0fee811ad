using Backstay.Core.Registry;

namespace Backstay.Client.Versions;

/// <summary>Which versions to list; null asks for all.</summary>
/// <param name="Limit">Most versions in a page, 1 to 1,000.</param>
/// <param name="After">The last version of the page before.</param>
/// <param name="At">The ledger position to read at; null for now.</param>
public sealed record VersionQuery(
    AssetKind? Kind = null,
    string? Name = null,
    int? Limit = null,
    VersionId? After = null,
    long? At = null);
