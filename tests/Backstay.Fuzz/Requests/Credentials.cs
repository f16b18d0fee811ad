using System.Collections.Immutable;

namespace Backstay.Fuzz.Requests;

/// <summary>Tokens of every scope, and some that open nothing.</summary>
/// <param name="Live">Secrets by scope.</param>
/// <param name="Dead">Secrets that opened something once: expired, revoked.</param>
public sealed record Credentials(IReadOnlyDictionary<string, string> Live, ImmutableArray<string> Dead)
{
    /// <summary>Header values that are no credential at all.</summary>
    public static ImmutableArray<string> Garbage { get; } =
    [
        "Bearer", "Bearer ", "bearer x", "Basic YTpi", "Bearer bst_", "Bearer bst_" + new string('A', 43), "Bearer bst_" + new string('A', 5_000), "Token x", "Bearer \u00ff", "Negotiate", ",", "Bearer a b c", "Digest username=\"a\"",
    ];
}
