using System.Collections.Immutable;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Core.Primitives;
using Backstay.Server.Node;

namespace Backstay.Server.Endpoints;

/// <summary>Answers "what changed?": the ledger read backwards, through one endpoint's eyes.</summary>
internal sealed class ChangeFinder(LedgerSession ledger, FactReader facts, TimeProvider time)
{
    private const int PageSize = 512;

    /// <param name="since">A position, an RFC 3339 time or a duration; null reads from the beginning.</param>
    public async Task<Result<Listing<ChangeView>>> FindAsync(Name endpoint, string? since, int limit, CancellationToken ct)
    {
        var world = ledger.Current;
        if (EndpointReader.Missing(world, endpoint) is { } missing)
        {
            return missing;
        }

        var start = await StartAsync(since, world.Position, ct);
        if (!start.IsOk)
        {
            return start.Problem;
        }

        var scope = new ChangeScope(world, endpoint);
        var changes = ImmutableArray.CreateBuilder<ChangeView>();
        for (var last = world.Position; last > start.Value; last -= PageSize)
        {
            var page = await facts.RangeAsync(Math.Max(start.Value, last - PageSize) + 1, last, ct);
            if (!page.IsOk)
            {
                return page.Problem;
            }

            foreach (var (entry, fact) in page.Value.Reverse().Where(item => scope.Holds(item.Fact)))
            {
                if (changes.Count == limit)
                {
                    return new Listing<ChangeView>(changes.ToImmutable(), Truncated: true);
                }

                var (what, why) = ChangeWords.Of(fact);
                changes.Add(new ChangeView(
                    entry.Seq, entry.Time, entry.Kind, what, entry.Actor.Id, entry.Actor.OnBehalfOf, await facts.TextAsync(entry.Seq, why, ct)));
            }
        }

        return new Listing<ChangeView>(changes.ToImmutable());
    }

    /// <summary>The last position that is not wanted.</summary>
    private async Task<Result<long>> StartAsync(string? since, long head, CancellationToken ct)
    {
        var parsed = Since.Parse(since, time.GetUtcNow());
        if (!parsed.IsOk)
        {
            return parsed.Problem;
        }

        return parsed.Value.Position ?? await LastBeforeAsync(parsed.Value.Time, head, ct);
    }

    /// <summary>Times never fall along the ledger, so that halving finds the place in a few reads.</summary>
    private async Task<Result<long>> LastBeforeAsync(DateTimeOffset instant, long head, CancellationToken ct)
    {
        var (low, high) = (0L, head); // the answer is in [low, high]
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            var entry = await facts.AtAsync(middle, ct);
            if (!entry.IsOk)
            {
                return entry.Problem;
            }

            (low, high) = entry.Value.Entry.Time < instant ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
