using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>
/// Commits batches one after the other. While one is on its way to the disk the next one is decided, command by command as they
/// come, against the state that the entries before it will give. A batch is shown and answered only when it and all before it are
/// durable; where the one before comes to nothing, it is decided again. One caller at a time.
/// </summary>
internal sealed class BatchCommitter(
    BatchDecider decider, ILedgerStore store, CommittedWorld world, (TimeProvider Time, IIdSource Ids) environment)
{
    private readonly byte[] _seed = new byte[Digest.Size];
    private List<PendingCommand> _forming = [];
    private DecidedBatch? _formed;
    private InFlight? _inFlight;
    private volatile Problem? _broken;

    /// <summary>Why nothing more is accepted until a restart; null while all is well.</summary>
    public Problem? Broken => _broken;

    /// <summary>The batch that is on its way to the disk; null where there is none.</summary>
    public Task? OnItsWay => _inFlight?.Append;

    /// <summary>Commands that are decided and not on their way yet.</summary>
    public int Forming => _forming.Count;

    /// <summary>Decides commands and adds them to the batch that sets out next.</summary>
    public void Decide(IReadOnlyList<PendingCommand> commands)
    {
        if (_broken is { } broken)
        {
            Refuse(commands, broken);
            return;
        }

        // First among those that are answered whatever happens, then decided.
        _forming.AddRange(commands);
        var decided = Decide(_formed?.Root ?? _inFlight?.Decided.Root ?? world.Root, commands);
        _formed = _formed is { } formed ? formed.Then(decided) : decided;
    }

    /// <summary>Follows the batch on its way to its end, sets the next one on its way, then shows and answers the one that landed.</summary>
    /// <param name="alone">Nobody waits meanwhile: the next one need not be handed to another thread.</param>
    public async Task AdvanceAsync(bool alone)
    {
        if (_broken is { } broken)
        {
            await GiveUpAsync(broken);
            return;
        }

        var landed = _inFlight;
        _inFlight = null;
        if (landed is not null && await FailureOfAsync(landed.Append) is { } failure)
        {
            var next = TakeFormed();
            await RecoverAsync(landed, failure);
            landed = null;
            Decide(next.Batch);
        }

        // The disk begins with the next one before anybody hears of the one that landed.
        var setOut = _formed is null ? null : SetOut(landed?.Decided.Root.Position ?? world.Root.Position, alone && landed is null);
        _inFlight = setOut;
        if (landed is not null && await TryPublishAsync(landed) && setOut is not null)
        {
            _inFlight = setOut with { Decided = setOut.Decided with { Root = setOut.Decided.Root.Rebase(world.Root) } };
        }
    }

    /// <summary>Nothing more is accepted: whoever was not answered yet hears why, once it is known what the disk did.</summary>
    private async Task GiveUpAsync(Problem broken)
    {
        var (forming, _) = TakeFormed();
        if (_inFlight is { } last)
        {
            _inFlight = null;
            await FailureOfAsync(last.Append);
            Refuse(last.Batch, broken);
        }

        Refuse(forming, broken);
    }

    /// <summary>Durability is in doubt, or a bug stopped the loop: nothing more is accepted.</summary>
    public Problem Break(Exception failure) => _broken ??= Problem.Unavailable(
        "ledger-broken",
        $"The ledger can't be written: {failure.Message}",
        "Traffic goes on. Mend the disk or database and restart; then repeat with the same idempotency key.");

    public static void Refuse(IReadOnlyList<PendingCommand> batch, Problem problem)
    {
        foreach (var pending in batch)
        {
            pending.Tell(problem);
        }
    }

    private InFlight SetOut(long head, bool alone)
    {
        var (batch, decided) = TakeFormed();
        return new InFlight(batch, decided!, AppendAsync(head, decided!, alone && batch.Count == 1)); // somebody asked whether one is formed
    }

    private (List<PendingCommand> Batch, DecidedBatch? Decided) TakeFormed()
    {
        var taken = (_forming, _formed);
        (_forming, _formed) = ([], null);
        return taken;
    }

    /// <summary>A batch was not written: refuses it; where somebody else appended first, catches up and decides it again.</summary>
    private async Task RecoverAsync(InFlight failed, Exception failure)
    {
        while (failure is LedgerHeadMovedException)
        {
            if (await FailureOfAsync(world.CatchUpAsync()) is { } unread)
            {
                failure = unread;
                break;
            }

            var decided = Decide(world.Root, failed.Batch);
            failed = failed with { Decided = decided, Append = AppendAsync(world.Root.Position, decided, alone: true) };
            if (await FailureOfAsync(failed.Append) is not { } again)
            {
                await TryPublishAsync(failed);
                return;
            }

            failure = again;
        }

        Refuse(failed.Batch, ProblemOf(failure));
    }

    private async Task<bool> TryPublishAsync(InFlight landed)
    {
        if (await FailureOfAsync(world.PublishAsync(landed.Decided, landed.Batch)) is not { } failure)
        {
            return true;
        }

        Refuse(landed.Batch, Break(failure));
        return false;
    }

    private Problem ProblemOf(Exception failure) => failure switch
    {
        LedgerFullException full => Problem.Unavailable(
            "ledger-full", $"There is no space to write: {full.Message}", "Nothing was recorded. Free space; no restart is needed."),
        LedgerLockedException locked => Problem.Unavailable(
            "ledger-locked", locked.Message, "Nothing was recorded. End what holds the file; no restart is needed."),
        _ => Break(failure),
    };

    private DecidedBatch Decide(WorldState root, IReadOnlyList<PendingCommand> commands)
    {
        environment.Ids.FillRandom(_seed);
        return decider.Decide(root, [.. commands.Select(pending => pending.Submission)], environment.Time.GetUtcNow(), new Digest(_seed));
    }

    // Not cancellable: a batch that reached the store is followed to its end, so that every caller learns the truth.
    private async Task AppendAsync(long head, DecidedBatch decided, bool alone)
    {
        if (decided.Records.Count == 0)
        {
            return;
        }

        // Whoever runs all on one thread, as a simulation does, waits on it.
        if (alone || SynchronizationContext.Current is not null)
        {
            await store.AppendAsync(head, decided.Records, decided.SealedTexts, CancellationToken.None);
        }
        else
        {
            await Task.Run(() => store.AppendAsync(head, decided.Records, decided.SealedTexts, CancellationToken.None));
        }
    }

    private static async Task<Exception?> FailureOfAsync(Task doing)
    {
        try
        {
            await doing;
            return null;
        }
#pragma warning disable CA1031 // what it means is for the caller to say
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    /// <summary>A batch on its way to the disk.</summary>
    private sealed record InFlight(IReadOnlyList<PendingCommand> Batch, DecidedBatch Decided, Task Append);
}
