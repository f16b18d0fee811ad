using Backstay.Core.Primitives;
using Microsoft.AspNetCore.Http.Metadata;

namespace Backstay.Server.Api;

/// <summary>Endpoint metadata: the parameters that a route takes from the query string, read off its handler.</summary>
internal sealed class QueryNames
{
    /// <summary>By name, whether it may be given more than once. Case does not count, as in the framework's binding.</summary>
    private readonly Dictionary<string, bool> _repeatable = new(StringComparer.OrdinalIgnoreCase);

    private QueryNames(RouteEndpointBuilder route)
    {
        foreach (var parameter in route.Metadata.OfType<IParameterBindingMetadata>().Where(parameter => IsInQuery(parameter, route)))
        {
            _repeatable[char.ToLowerInvariant(parameter.Name[0]) + parameter.Name[1..]] = parameter.ParameterInfo.ParameterType.IsArray;
        }
    }

    /// <summary>In the order of the handler.</summary>
    public IReadOnlyCollection<string> All => _repeatable.Keys;

    /// <summary>Makes the routes of <paramref name="group"/> say what they take; <see cref="QueryCheck"/> holds requests to it.</summary>
    public static void StateFor(IEndpointConventionBuilder group) => group.Finally(builder =>
    {
        if (builder is RouteEndpointBuilder route)
        {
            route.Metadata.Add(new QueryNames(route));
        }
    });

    /// <summary>Null where the route takes all that the query says.</summary>
    public Problem? Check(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!_repeatable.TryGetValue(name, out var repeatable))
            {
                return Unknown(name);
            }

            if (values.Count > 1 && !repeatable)
            {
                return Problem.Invalid(name, $"The parameter '{name}' stands here {values.Count} times.", "Give it once.");
            }
        }

        return null;
    }

    private static bool IsInQuery(IParameterBindingMetadata parameter, RouteEndpointBuilder route)
    {
        var type = parameter.ParameterInfo.ParameterType;
        return (parameter.HasTryParse || type == typeof(string) || type == typeof(string[]))
            && route.RoutePattern.GetParameter(parameter.Name) is null;
    }

    private Problem Unknown(string name)
    {
        var shown = name.Length == 0 ? "query" : QueryTexts.Shown(name);
        var meant = NearestName.Of(name, All) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty;
        return Problem.Invalid(
            shown, name.Length == 0 ? "A query parameter has a name." : $"There is no query parameter '{shown}' here.{meant}",
            All.Count == 0 ? "This path takes none." : $"This path takes {string.Join(", ", All)}.");
    }
}
