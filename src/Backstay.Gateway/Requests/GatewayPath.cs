namespace Backstay.Gateway.Requests;

/// <summary>What a path asks for.</summary>
internal enum PathKind
{
    Unknown,
    Json,
    OipInfer,
    OipModel,
    OipModelReady,
    OipServer,
    OipLive,
    OipReady,
}

/// <summary>Step 1, match: the kind of a path and the endpoint in it, without an allocation.</summary>
internal static class GatewayPath
{
    private const string Endpoints = "/endpoints/";
    private const string Models = "/v2/models/";

    /// <param name="endpoint">The endpoint's segment; empty where the path has none.</param>
    public static PathKind Match(ReadOnlySpan<char> path, out ReadOnlySpan<char> endpoint)
    {
        endpoint = default;
        if (path.StartsWith(Endpoints, StringComparison.Ordinal))
        {
            endpoint = path[Endpoints.Length..];
            return IsSegment(endpoint) ? PathKind.Json : PathKind.Unknown;
        }

        if (path.StartsWith(Models, StringComparison.Ordinal))
        {
            return MatchModel(path[Models.Length..], out endpoint);
        }

        return path switch
        {
            "/v2" or "/v2/" => PathKind.OipServer,
            "/v2/health/live" => PathKind.OipLive,
            "/v2/health/ready" => PathKind.OipReady,
            _ => PathKind.Unknown,
        };
    }

    private static PathKind MatchModel(ReadOnlySpan<char> rest, out ReadOnlySpan<char> endpoint)
    {
        var slash = rest.IndexOf('/');
        endpoint = slash < 0 ? rest : rest[..slash];
        return (slash < 0 ? default : rest[(slash + 1)..]) switch
        {
            _ when endpoint.IsEmpty => PathKind.Unknown,
            "" when slash < 0 => PathKind.OipModel,
            "infer" => PathKind.OipInfer,
            "ready" => PathKind.OipModelReady,
            _ => PathKind.Unknown,
        };
    }

    private static bool IsSegment(ReadOnlySpan<char> text) => !text.IsEmpty && !text.Contains('/');
}
