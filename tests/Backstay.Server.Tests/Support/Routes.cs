using Backstay.Server.Api;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Server.Tests.Support;

/// <summary>One route of the control listener.</summary>
/// <param name="Scope">What it needs; <c>nobody</c> where anybody may ask, <c>unstated</c> where it does not say.</param>
internal sealed record Route(string Method, string Path, string Scope)
{
    /// <summary>Whether it says that it takes commands.</summary>
    public bool Commands { get; init; }

    /// <summary>The path with something in each of its holes: well-formed where a form is stated.</summary>
    public string Filled { get; } = string.Join('/', Path.Split('/').Select(part => part switch
    {
        "{seq:long}" => "1",
        "{documentName}.json" => "v1.json",
        _ when part.StartsWith('{') => "unknown",
        _ => part,
    }));

    /// <summary>All routes of a node, by path and method.</summary>
    public static IReadOnlyList<Route> Of(BackstayNode node) =>
    [
        .. from endpoint in node.ApiServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let required = endpoint.Metadata.GetMetadata<RequiredScope>()
           let scope = required is null ? "unstated" : required.Scope is { } needed ? needed.ToString().ToLowerInvariant() : "nobody"
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let path = "/" + endpoint.RoutePattern.RawText?.Trim('/')
           orderby path, method
           select new Route(method, path, scope) { Commands = endpoint.Metadata.GetMetadata<CommandRoute>() is not null },
    ];
}
