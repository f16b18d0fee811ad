using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Client.Versions;

/// <summary>Versions by kind, name and number.</summary>
/// <param name="Next">What to ask for <c>after</c> to get the next page; null on the last.</param>
/// <param name="Position">The ledger position that this page was read at.</param>
public sealed record VersionPage(ImmutableArray<VersionSummary> Versions, VersionId? Next, long Position);

/// <summary>A version in a list.</summary>
public sealed record VersionSummary(
    VersionId Version,
    ContentDigest Content,
    int FileCount,
    long Size,
    string Owner,
    VersionId? Supersedes,
    long Position,
    DateTimeOffset RegisteredAt,
    string? RegisteredBy);
