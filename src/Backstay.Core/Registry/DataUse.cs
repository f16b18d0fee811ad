namespace Backstay.Core.Registry;

/// <summary>A dataset version that a version was made from, as stated at registration.</summary>
/// <param name="Role">What it served as: <c>training</c>, <c>validation</c>, …</param>
/// <param name="Slice">Which part of it; null for the whole.</param>
public sealed record DataUse(VersionId Version, string Role, string? Slice = null);
