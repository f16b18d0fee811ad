using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Backstay.Client.Decisions;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Decisions;

/// <summary>Takes in what was learned of decisions afterwards: all of a request or nothing of it, durable when it returns.</summary>
internal sealed class OutcomePoster(
    LedgerSession ledger, IDecisionStore decisions, IOutcomeFeed feed, TimeProvider time)
{
    public Task<Result<PostOutcomesAnswer>> PostAsync(Guid decision, PostOutcomesRequest request, Caller caller, CancellationToken ct)
    {
        var post = (time.GetUtcNow(), caller.Id);
        if (request.Outcomes is not { } list)
        {
            return PostAsync([OutcomeReading.Read(string.Empty, decision, request.Name, request.Value, post)], _ => string.Empty, ct);
        }

        return request.Name is null && request.Value is null
            ? PostAsync([.. list.Select((o, i) => OutcomeReading.Read($"outcomes[{i}]", decision, o.Name, o.Value, post))], FieldOf, ct)
            : Task.FromResult<Result<PostOutcomesAnswer>>(Problem.Invalid("outcomes", "Send either 'name' and 'value', or 'outcomes'."));
    }

    public Task<Result<PostOutcomesAnswer>> PostAsync(PostManyOutcomesRequest request, Caller caller, CancellationToken ct)
    {
        var post = (time.GetUtcNow(), caller.Id);
        return PostAsync([.. request.Outcomes.Select((o, i) => OutcomeReading.Read($"outcomes[{i}]", o.Decision, o.Name, o.Value, post))], FieldOf, ct);
    }

    private static string FieldOf(int index) => string.Create(CultureInfo.InvariantCulture, $"outcomes[{index}].");

    private async Task<Result<PostOutcomesAnswer>> PostAsync(
        ImmutableArray<Result<OutcomeRecord>> read, Func<int, string> fieldOf, CancellationToken ct)
    {
        if (read.Length is 0 or > PostManyOutcomesRequest.MaxOutcomes)
        {
            return Problem.Invalid("outcomes", $"A request has 1 to {PostManyOutcomesRequest.MaxOutcomes} outcomes, not {read.Length}.");
        }

        var outcomes = new List<OutcomeRecord>(read.Length);
        for (var i = 0; i < read.Length; i++)
        {
            if (!read[i].TryGet(out var outcome, out var wrong))
            {
                return wrong;
            }

            if (await RangeProblemAsync($"{fieldOf(i)}value", outcome, ct) is { } outside)
            {
                return outside;
            }

            outcomes.Add(outcome);
        }

        // Followed to its end though the caller may have gone: what is durable must reach the judge as well, and a caller who
        // repeats it hears "repeated", which feeds nobody.
        var results = await decisions.AddOutcomesAsync(outcomes, CancellationToken.None);
        return new PostOutcomesAnswer([.. outcomes.Select((outcome, i) => Tell(outcome, results[i]))]);
    }

    private PostedOutcome Tell(OutcomeRecord outcome, OutcomeResult result)
    {
        if (result is OutcomeResult.Accepted or OutcomeResult.Parked)
        {
            feed.Take(outcome);
        }

        return new PostedOutcome(outcome.Decision, outcome.Name, result);
    }

    /// <summary>
    /// A running rollout's guard may declare the range of a measurement: a value outside would break its test, and is
    /// refused where the decision is known to be that rollout's.
    /// </summary>
    private async ValueTask<Problem?> RangeProblemAsync(string field, OutcomeRecord outcome, CancellationToken ct)
    {
        var guards = ledger.Current.Rollouts.Traffic.Values
            .Select(traffic => traffic.Active)
            .OfType<ActiveRollout>()
            .SelectMany(active => active.Plan.Guards.Select(guard => (active.Rollout, Guard: guard)))
            .Where(item => item.Guard.Metric == GuardMetric.Measurement && item.Guard.Outcome == outcome.Name)
            .ToArray();
        if (guards.Length == 0 || await decisions.FindAsync(outcome.Decision, ct) is not { } story)
        {
            return null;
        }

        using var value = JsonDocument.Parse(outcome.Json);
        foreach (var (_, guard) in guards.Where(item => item.Rollout == story.Decision.Rollout))
        {
            if (value.RootElement.ValueKind != JsonValueKind.Number || !(value.RootElement.GetDouble() is var number && number >= guard.Lo && number <= guard.Hi))
            {
                return Problem.Invalid(field, string.Create(
                    CultureInfo.InvariantCulture, $"Guard '{guard.Guard}' declares '{outcome.Name}' as a number from {guard.Lo} to {guard.Hi}."));
            }
        }

        return null;
    }
}
