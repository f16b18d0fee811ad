using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>A dataset version that a version was made from.</summary>
/// <param name="Digest">Filled in from the registered version.</param>
/// <param name="Role">What it served as: <c>training</c>, <c>validation</c>, …</param>
/// <param name="Slice">Which part of it; null for the whole.</param>
public sealed record DataReference(VersionId Version, ContentDigest Digest, string Role, string? Slice);
