using Backstay.Core.Ledger;

namespace Backstay.Core.Routing;

/// <summary>Declares an endpoint, or replaces its declaration whole.</summary>
public sealed record DeclareEndpoint(EndpointConfig Config, string Why) : ICommand;
