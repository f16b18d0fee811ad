using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Backstay.Fuzz.Requests;

/// <summary>One route, with what a sound request to it looks like.</summary>
/// <param name="Scope">As in the table of routes; <c>nobody</c> where anybody may ask.</param>
/// <param name="Query">The parameters that it takes from the query string.</param>
/// <param name="Bodies">Sound bodies; empty where it takes none of JSON.</param>
public sealed record Operation(
    string Method, string Path, string Scope, bool OnGateway, ImmutableArray<string> Query, ImmutableArray<JsonNode> Bodies)
{
    /// <summary>Whether a sound request may change the state.</summary>
    public bool Writes => Method is "POST" or "PUT" or "DELETE" && !OnGateway;

    /// <summary>The rule of the scopes (docs/reference/scopes.md).</summary>
    public bool IsOpenTo(string? scope) => Scope == "nobody" || scope switch
    {
        "admin" => true,
        "operator" => Scope is "operator" or "observer" or "caller",
        _ => scope is not null && scope == Scope,
    };

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Operations of one capability, which are fuzzed together.</summary>
public sealed record RequestGroup(string Name, ImmutableArray<Operation> Operations);
