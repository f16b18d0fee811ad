using Backstay.Client.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Node;

namespace Backstay.Server.Audit;

/// <summary>
/// Summaries of the state with its digest. Each costs a walk over all of the state, which keeps a processor busy for seconds where
/// there are a million versions: so one is made at a time, who waits for the same shares it, and the latest few are at hand, since
/// a state at a position never changes.
/// </summary>
/// <param name="now">The newest state.</param>
/// <param name="at">All of the state at an earlier position.</param>
/// <param name="walk">Makes a summary.</param>
internal sealed class StateDigests(
    Func<WorldState> now, Func<long, CancellationToken, Task<Result<WorldState>>> at, Func<WorldState, StateSummary> walk) : IDisposable
{
    /// <summary>The refusal of those who come while too many wait.</summary>
    public const string Busy = "state-digests-busy";

    /// <summary>How many may wait or be served at once.</summary>
    public const int MostAsking = 32;

    private const int MostAtHand = 8;

    private readonly BoundedTurns _turns = new(MostAsking, Problem.Unavailable(
        Busy, $"{MostAsking} readers wait for digests of the state already.", "Try again in a moment.") with
    { RetryAfter = TimeSpan.FromSeconds(5) });

    private readonly Lock _lock = new();
    private readonly Queue<StateSummary> _atHand = new();

    public static StateDigests Of(LedgerSession ledger) => new(() => ledger.Current, ledger.StateAtAsync, StateSummaries.Of);

    /// <summary>Of the newest state; where several ask at once, of one that is not older than the question.</summary>
    public Task<Result<StateSummary>> NowAsync(CancellationToken ct)
    {
        var asked = now().Position;
        return FindAsync(made => made.Position >= asked, () => Task.FromResult<Result<WorldState>>(now()), ct);
    }

    /// <param name="position">The end of a command.</param>
    public Task<Result<StateSummary>> AtAsync(long position, CancellationToken ct) =>
        FindAsync(made => made.Position == position, () => at(position, ct), ct);

    public void Dispose() => _turns.Dispose();

    private async Task<Result<StateSummary>> FindAsync(Predicate<StateSummary> isMeant, Func<Task<Result<WorldState>>> read, CancellationToken ct) =>
        FindAtHand(isMeant) is { } found ? found : await _turns.RunAsync(() => MakeAsync(isMeant, read), ct);

    private async Task<Result<StateSummary>> MakeAsync(Predicate<StateSummary> isMeant, Func<Task<Result<WorldState>>> read)
    {
        // The one before may have asked for the same.
        if (FindAtHand(isMeant) is { } found)
        {
            return found;
        }

        if (!(await read()).TryGet(out var world, out var problem))
        {
            return problem;
        }

        var made = walk(world);
        lock (_lock)
        {
            _atHand.Enqueue(made);
            if (_atHand.Count > MostAtHand)
            {
                _atHand.Dequeue();
            }
        }

        return made;
    }

    private StateSummary? FindAtHand(Predicate<StateSummary> isMeant)
    {
        lock (_lock)
        {
            return _atHand.LastOrDefault(made => isMeant(made));
        }
    }
}
