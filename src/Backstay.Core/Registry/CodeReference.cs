using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>The code that made a version; null members are unknown.</summary>
/// <param name="Dirty">Digest of the uncommitted difference; null where the tree was clean.</param>
/// <param name="EntryPoint">What was run: <c>train.py</c>, <c>pipelines/train:main</c>.</param>
public sealed record CodeReference(
    string? Repository = null,
    string? Commit = null,
    Digest? Dirty = null,
    string? EntryPoint = null);
