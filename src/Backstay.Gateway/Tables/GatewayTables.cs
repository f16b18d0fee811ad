using System.Collections.Immutable;
using Backstay.Core.Routing;
using Backstay.Gateway.Metrics;

namespace Backstay.Gateway.Tables;

/// <summary>
/// The gateway's one volatile reference. Tables and escapes are published by compare and swap, so that a table compiled
/// while an escape was being taken can't undo it: whoever comes second sees what the first one did. Thread safe.
/// </summary>
public sealed class GatewayTables
{
    private readonly IEscapeNotes _notes;
    private readonly TableBinder _binder;
    private readonly Lock _notesGate = new();
    private ImmutableDictionary<string, EscapeNote> _written;
    private volatile LiveTable _live;
    private long _notesFailed;

    internal GatewayTables(IEscapeNotes notes, CounterRegistry counters)
    {
        _notes = notes;
        _binder = new TableBinder(counters);
        _written = notes.Read().ToImmutableDictionary(note => note.Endpoint, StringComparer.Ordinal);
        _live = LiveTable.Empty.With(_written);
    }

    /// <summary>The live table's ledger position; 0 before the first.</summary>
    public long Position => _live.Position;

    /// <summary>The escapes that stand.</summary>
    public IReadOnlyCollection<EscapeNote> Escapes => [.. _live.Escapes.Values];

    /// <summary>Times that notes could not be kept; the escapes stood all the same.</summary>
    public long NotesFailed => Volatile.Read(ref _notesFailed);

    internal LiveTable Live => _live;

    /// <summary>Which of an endpoint's releases are cold here, as its requests are routed now.</summary>
    public ImmutableArray<RouteRole> NotReady(string endpoint) =>
        _live.TryFind(endpoint, out var live) ? live.NotReady : [];

    /// <summary>
    /// Publishes a table: every request that arrives after the return goes by it. False for one that is older than the
    /// live table, which stays. Escapes stand until the table is out of their rollout.
    /// </summary>
    public bool Swap(RoutingTable table, IReleaseRuntimes runtimes)
    {
        while (true)
        {
            var before = _live;
            if (table.Position < before.Position)
            {
                return false;
            }

            var next = _binder.Bind(table, runtimes, before.Escapes);
            if (Interlocked.CompareExchange(ref _live, next, before) == before)
            {
                KeepNotes();
                return true;
            }
        }
    }

    /// <summary>Binds the live table afresh: a runtime came or went.</summary>
    public void Rebind(IReleaseRuntimes runtimes)
    {
        LiveTable before;
        do
        {
            before = _live;
        }
        while (Interlocked.CompareExchange(ref _live, _binder.Bind(before.Source, runtimes, before.Escapes), before) != before);
    }

    /// <summary>
    /// Takes a rollout's escape ahead of the ledger: first the swap, which is all that a request sees, then the durable note.
    /// Both are done when this returns; a note that fails is counted and does not undo the escape.
    /// </summary>
    public EscapeResult TakeEscape(string endpoint, string rollout)
    {
        while (true)
        {
            var before = _live;
            if (before.Escapes.TryGetValue(endpoint, out var standing) && standing.Rollout == rollout)
            {
                return EscapeResult.Standing;
            }

            if (!before.HasRollout(endpoint, rollout))
            {
                return EscapeResult.NoSuchRollout;
            }

            var next = before.With(new EscapeNote(endpoint, rollout, before.Position));
            if (Interlocked.CompareExchange(ref _live, next, before) == before)
            {
                KeepNotes();
                return EscapeResult.Taken;
            }
        }
    }

    /// <summary>
    /// Brings the notes up to what stands now, whoever came first to the lock. False where they could not be kept: to be
    /// tried again by a loop.
    /// </summary>
    public bool KeepNotes()
    {
        if (ReferenceEquals(_live.Escapes, Volatile.Read(ref _written)))
        {
            return true;
        }

        lock (_notesGate)
        {
            var escapes = _live.Escapes;
            if (ReferenceEquals(escapes, _written))
            {
                return true;
            }

            try
            {
                _notes.Write([.. escapes.Values]);
                Volatile.Write(ref _written, escapes);
                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Interlocked.Increment(ref _notesFailed);
                return false;
            }
        }
    }
}
