using Backstay.Core.Governance;
using Backstay.Core.Primitives;

namespace Backstay.Client.Tokens;

/// <summary>A token to be made.</summary>
public sealed record NewToken
{
    public required Name Name { get; init; }

    public required TokenScope Scope { get; init; }

    /// <summary>Who acts with it, as an opaque id; the actor of the entries that it causes.</summary>
    public required string Holder { get; init; }

    /// <summary>When it ends. Give this or <see cref="LifetimeDays"/>.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How many days it lives.</summary>
    public int? LifetimeDays { get; init; }
}
