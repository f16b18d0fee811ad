using System.Collections.Immutable;
using Backstay.Client.Decisions;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Decisions;

/// <summary>Answers "why this answer?" from the decision's record and the ledger alone.</summary>
internal sealed class DecisionExplainer(
    LedgerSession ledger, IDecisionStore decisions, ReleaseExplainer releases, UnitDigests digests)
{
    /// <param name="unit">What the asker says that the unit was; null where they do not know.</param>
    public async Task<Result<Explanation>> ExplainAsync(Guid id, string? unit, CancellationToken ct)
    {
        if (unit?.Length > UnitSource.MaxUnitLength)
        {
            return Problem.Invalid(UnitSource.DefaultHeader, $"A unit has at most {UnitSource.MaxUnitLength} characters.");
        }

        var story = await FindAsync(id, ct);
        if (!story.IsOk)
        {
            return story.Problem;
        }

        var record = story.Value.Decision;
        var then = await ledger.ReadAtAsync(record.Position, ct);
        if (!then.IsOk)
        {
            return then.Problem;
        }

        bool? matches = unit is null ? null : digests.Of(unit) == record.Unit;
        var known = record.UnitSource == UnitOrigin.Decision ? record.Id.ToString() : matches == true ? unit : null;
        var world = ledger.Current;
        return new Explanation(
            story.Value, ChoiceRecomputation.Run(record, then.Value, known, matches),
            await ReleasesAsync(world, record, ct), RolloutOf(world, record));
    }

    /// <summary>A decision of a moment ago may still be on its way to the store.</summary>
    public async Task<Result<DecisionStory>> FindAsync(Guid id, CancellationToken ct)
    {
        if (await decisions.FindAsync(id, ct) is { } story)
        {
            return story;
        }

        await decisions.FlushAsync(ct);
        return await decisions.FindAsync(id, ct) is { } late
            ? late
            : Problem.NotFound("decision", id.ToString(), "The id stands in the answer's Backstay-Decision header.");
    }

    private async Task<ImmutableArray<ReleaseExplanation>> ReleasesAsync(WorldState world, DecisionRecord record, CancellationToken ct)
    {
        var found = ImmutableArray.CreateBuilder<ReleaseExplanation>();
        var names = new[] { (Name: record.ServedRelease, Role: "served"), (Name: record.AssignedRelease, Role: "assigned") }
            .Where(release => release.Name is not null)
            .DistinctBy(release => release.Name);
        foreach (var (name, role) in names)
        {
            if (name is not null && await releases.ExplainAsync(world, name, role, ct) is { } explained)
            {
                found.Add(explained);
            }
        }

        return found.ToImmutable();
    }

    private static RolloutStepExplanation? RolloutOf(WorldState world, DecisionRecord record)
    {
        if (record.Rollout is not { } id || !world.Rollouts.Rollouts.TryGetValue(id, out var rollout)
            || record.Step < 0 || record.Step >= rollout.Plan.Steps.Length)
        {
            return null;
        }

        return new RolloutStepExplanation(
            id, rollout.From, rollout.To, record.Step, rollout.Plan.Steps[record.Step], rollout.Status, rollout.Reason,
            [.. world.Monitoring.Incidents.Values.Where(i => i.Rollout == id).OrderBy(i => i.Position).Select(i => i.Id)]);
    }
}
