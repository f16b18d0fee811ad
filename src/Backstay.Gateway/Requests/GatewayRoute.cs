namespace Backstay.Gateway.Requests;

/// <summary>
/// One path of the gateway: whole, or with an endpoint's segment between what stands before and behind it. Callers' routes
/// have an endpoint; what has none is for anybody.
/// </summary>
/// <param name="Method">The only one that it takes.</param>
internal sealed record GatewayRoute(string Method, PathKind Kind, string Before, string? Behind)
{
    /// <summary>As people write it.</summary>
    public string Template => HasEndpoint ? $"{Before}{{endpoint}}{Behind}" : Before;

    public bool HasEndpoint => Behind is not null;

    /// <summary>Without an allocation.</summary>
    /// <param name="endpoint">Its segment; empty where the path has none or is another.</param>
    public bool Matches(ReadOnlySpan<char> path, out ReadOnlySpan<char> endpoint)
    {
        endpoint = default;
        if (Behind is null)
        {
            return path.SequenceEqual(Before);
        }

        if (!path.StartsWith(Before, StringComparison.Ordinal) || !path[Before.Length..].EndsWith(Behind, StringComparison.Ordinal))
        {
            return false;
        }

        var segment = path[Before.Length..^Behind.Length];
        if (segment.IsEmpty || segment.Contains('/'))
        {
            return false;
        }

        endpoint = segment;
        return true;
    }
}
