using Backstay.Core.Evaluation;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Core.World;

/// <summary>Every kind of fact and command of this build.</summary>
public static class Catalogs
{
    public static FactCatalog Facts { get; } = new(
    [
        .. RegistryJson.Facts,
        .. LineageJson.Facts,
        .. EvaluationJson.Facts,
        .. ReleasesJson.Facts,
        .. RoutingJson.Facts,
        .. RolloutsJson.Facts,
        .. GovernanceJson.Facts,
    ]);

    public static CommandCatalog Commands { get; } = new(
    [
        .. RegistryJson.Commands,
        .. LineageJson.Commands,
        .. EvaluationJson.Commands,
        .. ReleasesJson.Commands,
        .. RoutingJson.Commands,
        .. RolloutsJson.Commands,
        .. GovernanceJson.Commands,
    ]);
}
