namespace Backstay.Fuzz.Requests;

/// <summary>
/// Which routes a path may come to, however it is written: dots resolved or not, escapes taken back or not, empty segments dropped,
/// before or after that, upper case or lower. More than a router makes of it, so that an answer outside of it is certainly one that
/// nobody may have.
/// </summary>
internal static class RouteReach
{
    /// <summary>Whether any route that the target may come to is open to the scope.</summary>
    public static bool HasOpenRoute(HostileRequest request, string? scope)
    {
        var paths = Readings(request.Target).ToList();
        return RequestGroups.All
            .SelectMany(group => group.Operations)
            .Any(operation => operation.OnGateway == request.OnGateway && operation.IsOpenTo(scope) && paths.Any(path => Matches(operation.Path, path)));
    }

    private static IEnumerable<string[]> Readings(string target)
    {
        var path = target.Split('?')[0];
        if (Uri.TryCreate(path, UriKind.Absolute, out var absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            path = path[(path.IndexOf("//", StringComparison.Ordinal) + 2)..];
            path = path.Contains('/', StringComparison.Ordinal) ? path[path.IndexOf('/', StringComparison.Ordinal)..] : "/";
        }

        foreach (var read in new[] { path, Uri.UnescapeDataString(path) })
        {
            var segments = read.Split('/', StringSplitOptions.RemoveEmptyEntries);
            yield return segments;
            yield return WithoutDots(segments);

            // Two dots may take an empty segment away: /v2//.. is /v2/.
            yield return [.. WithoutDots(read.Split('/')).Where(segment => segment.Length > 0)];
        }
    }

    private static string[] WithoutDots(string[] segments)
    {
        var kept = new List<string>();
        foreach (var segment in segments)
        {
            if (segment == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (segment is not ("." or ".."))
            {
                kept.Add(segment);
            }
        }

        return [.. kept];
    }

    private static bool Matches(string template, string[] path)
    {
        var parts = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == path.Length
            && parts.Zip(path).All(pair => pair.First.Contains('{', StringComparison.Ordinal) || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
