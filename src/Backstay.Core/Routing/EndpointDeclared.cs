using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Routing;

/// <summary>An endpoint is as declared from here on; a later declaration replaces it whole.</summary>
public sealed record EndpointDeclared(EndpointConfig Config, Digest Why) : IFact;
