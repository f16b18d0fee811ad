using System.Collections.Immutable;
using Backstay.Client.Decisions;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Decisions;

/// <summary>What a release is made of, who registered it and why, and what its model was trained on.</summary>
internal sealed class ReleaseExplainer(FactReader facts)
{
    private const int MaxDepth = 20;
    private const int MaxSteps = 200;

    /// <summary>Null where the ledger has no such release.</summary>
    public async Task<ReleaseExplanation?> ExplainAsync(WorldState world, string name, string role, CancellationToken ct)
    {
        if (!Name.TryParse(name, out var release) || !world.Releases.Releases.TryGetValue(release, out var found))
        {
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<PartExplanation>();
        foreach (var (part, version) in found.Fact.Parts.All())
        {
            parts.Add(await PartAsync(part, world.Registry[version], ct));
        }

        var lineage = LineageWalk.Run(
            world.Lineage, found.Fact.Parts.Model, LineageDirection.Up, MaxDepth, MaxSteps, only: null).Value;
        return new ReleaseExplanation(
            release, role, found.Fact.Owner, await facts.TextAsync(found.Position, found.Fact.Why, ct), found.ProposedBy, found.Time,
            found.Position, parts.ToImmutable(), lineage.Steps, lineage.Truncated);
    }

    private async Task<PartExplanation> PartAsync(string role, RegisteredVersion version, CancellationToken ct) => new(
        role, version.Id, version.Fact.Content, version.Fact.Owner, await facts.TextAsync(version.Position, version.Fact.Purpose, ct),
        await facts.TextAsync(version.Position, version.Fact.Why, ct), version.RegisteredBy, version.Time, version.Position,
        version.Reproducibility?.ToString());
}
