using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Routing;

/// <summary>Every endpoint as declared.</summary>
public sealed record RoutingState(ImmutableDictionary<Name, Endpoint> Endpoints)
{
    public static RoutingState Empty { get; } = new(ImmutableDictionary<Name, Endpoint>.Empty);

    public RoutingState Apply(EntryHead head, IFact fact) => fact is EndpointDeclared f
        ? new(Endpoints.SetItem(f.Config.Endpoint, Endpoint.Declare(Endpoints.GetValueOrDefault(f.Config.Endpoint), head, f.Config)))
        : this;

    public void AddTo(StateHasher hasher) => hasher.Add("routing.endpoints", Endpoints, RoutingJson.Default.Endpoint);
}
