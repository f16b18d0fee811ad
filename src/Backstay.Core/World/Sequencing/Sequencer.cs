using System.Threading.Channels;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>
/// One per workspace: turns commands into committed entries. It takes batches from a bounded queue, decides each
/// command against exactly the state that its entries will follow, appends each batch in one transaction, publishes
/// the new root, tells the listeners, and only then acknowledges. So commands are serialisable without locks.
/// </summary>
public sealed class Sequencer
{
    private const int MostAtOnce = 16;

    private readonly SequencerOptions _options;
    private readonly CommittedWorld _world;
    private readonly BatchDecider _decider;
    private readonly BatchCommitter _committer;
    private readonly Channel<PendingCommand> _queue;
    private volatile Problem? _stopping;

    public Sequencer(
        string workspace,
        ILedgerStore store,
        WorldState root,
        IReadOnlyList<ICommitListener> listeners,
        (TimeProvider Time, IIdSource Ids) environment,
        SequencerOptions options)
    {
        _options = options;
        _world = new CommittedWorld(store, root, listeners);
        _decider = new BatchDecider(workspace);
        _committer = new BatchCommitter(_decider, store, _world, environment);
        _queue = Channel.CreateBounded<PendingCommand>(new BoundedChannelOptions(options.QueueCapacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
        });
    }

    /// <summary>
    /// The ledger's Merkle tree up to where this sequencer begins; null where nobody needs one. It grows before a root that
    /// it must cover is published, so that whoever sees a position finds its tree.
    /// </summary>
    public MerkleTree? Tree
    {
        get => _world.Tree;
        init => _world.Tree = value;
    }

    /// <summary>
    /// Whether this node could not answer with a release at an endpoint this very moment; asked where a rollback has a choice.
    /// Never waits. Until somebody says so, nothing is cold.
    /// </summary>
    public Func<WorldState, Name, Name, bool> IsCold
    {
        get => _decider.IsCold;
        set => _decider.IsCold = value;
    }

    /// <summary>The committed state. Hold it to see one consistent position.</summary>
    public WorldState Current => _world.Root;

    /// <summary>Why nothing more is accepted until a restart; null while all is well.</summary>
    public Problem? Broken => _stopping ?? _committer.Broken;

    /// <summary>Commands in the queue now, of <see cref="SequencerOptions.QueueCapacity"/>.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Commits a command and answers when it is durable, or says why not.</summary>
    /// <remarks>
    /// Cancelling stops waiting, not the command: it may still be committed, and the same idempotency key finds out.
    /// </remarks>
    public Task<Result<CommandReceipt>> SubmitAsync(Submission submission, CancellationToken ct)
    {
        if (Broken is { } broken)
        {
            return Task.FromResult<Result<CommandReceipt>>(broken);
        }

        submission.Prepare();
        var pending = new PendingCommand(submission);
        return _queue.Writer.TryWrite(pending)
            ? pending.Answer.WaitAsync(ct)
            : Task.FromResult<Result<CommandReceipt>>(Problem.Unavailable(
                "ledger-busy", "Too many commands are waiting.", "Try again in a moment with the same idempotency key.") with
            { RetryAfter = TimeSpan.FromSeconds(1) });
    }

    /// <summary>Runs until cancelled; commands still waiting then are refused, none is half done.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var readable = WaitToReadAsync(ct);
                while (!readable.IsCompleted && _committer.OnItsWay is { } append)
                {
                    await Task.WhenAny(append, readable);
                    if (append.IsCompleted)
                    {
                        await _committer.AdvanceAsync(alone: false);
                    }
                }

                await readable;
                _committer.Decide(Take());
                if (_committer.OnItsWay is null or { IsCompleted: true } || _committer.Forming >= _options.MaxBatch)
                {
                    await _committer.AdvanceAsync(alone: _queue.Reader.Count == 0);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _stopping = Problem.Unavailable("stopping", "The server is stopping.", "Try again with the same idempotency key.");
        }
#pragma warning disable CA1031 // whatever it was, callers must hear of it instead of waiting for ever
        catch (Exception bug)
#pragma warning restore CA1031
        {
            _stopping = _committer.Break(bug);
        }

        while (_committer.OnItsWay is not null || _committer.Forming > 0)
        {
            await _committer.AdvanceAsync(alone: true);
        }

        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var pending))
        {
            pending.Tell(_stopping);
        }
    }

    // Awaited here and not turned into a task by the channel, which would finish it on a thread of its own choice.
    private async Task WaitToReadAsync(CancellationToken ct) => await _queue.Reader.WaitToReadAsync(ct);

    /// <summary>Some of the waiting commands: few enough that the disk does not wait for them to be decided.</summary>
    private List<PendingCommand> Take()
    {
        var taken = new List<PendingCommand>(MostAtOnce);
        while (taken.Count < MostAtOnce && _queue.Reader.TryRead(out var pending))
        {
            taken.Add(pending);
        }

        return taken;
    }
}
