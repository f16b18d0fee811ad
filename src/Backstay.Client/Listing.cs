using System.Collections.Immutable;

namespace Backstay.Client;

/// <summary>A list as the API answers with it.</summary>
/// <param name="Truncated">Whether there is more than was asked for.</param>
public sealed record Listing<T>(ImmutableArray<T> Items, bool Truncated = false);
