namespace Backstay.Core.Primitives.Objects;

/// <summary>An object's name and its size in bytes.</summary>
public readonly record struct ObjectInfo(Digest Digest, long Size);
