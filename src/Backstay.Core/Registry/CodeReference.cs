namespace Backstay.Core.Registry;

/// <summary>The code that made a version; null members are unknown.</summary>
/// <param name="Dirty">Digest of the uncommitted difference; null where the tree was clean.</param>
public sealed record CodeReference(string? Repository, string? Commit, string? Dirty, string? EntryPoint);
