using Pending = Backstay.Core.Primitives.Growing.PendingRows<string, (string Key, Backstay.Core.Ledger.RememberedCommand Command)>;

namespace Backstay.Core.Ledger;

/// <summary>
/// The latest commands by key (scope: workspace and credential), so that a repeated one gets its first answer: a window on
/// two stretches of memory, and on top of them what is decided and not committed yet.
/// </summary>
public sealed class IdempotencyState
{
    /// <summary>How many are remembered (DEFINITIONS.md, "Idempotency").</summary>
    public const int Capacity = 100_000;

    private readonly CommandMemory? _older;
    private readonly CommandMemory? _newer;
    private readonly long _committed;
    private readonly Pending _pending;

    private IdempotencyState(CommandMemory? older, CommandMemory? newer, long committed, Pending pending)
    {
        _older = older;
        _newer = newer;
        _committed = committed;
        _pending = pending;
    }

    public static IdempotencyState Empty { get; } = new(null, null, 0, Pending.Empty);

    /// <summary>Commands since the beginning of the ledger, remembered or not.</summary>
    public long Ordinal => _committed + _pending.Count;

    /// <summary>A memory that begins behind so many commands; it is whole when <see cref="Capacity"/> more were folded into it.</summary>
    public static IdempotencyState Behind(long ordinal) => new(null, new CommandMemory(ordinal), ordinal, Pending.Empty);

    /// <summary>Remembers nothing of all these commands, and lets go of their memory; it has no digest, and finds none of them.</summary>
    public IdempotencyState Forget() => new(null, null, Ordinal, Pending.Empty);

    /// <summary>Commands that are remembered.</summary>
    public int Count => (int)(_committed + _pending.Count - From);

    private long From => Math.Max(0, _committed + _pending.Count - Capacity);

    public static string KeyOf(string? credential, string commandId) => $"{credential}\n{commandId}";

    public RememberedCommand? Find(string? credential, string commandId)
    {
        var key = KeyOf(credential, commandId);
        var row = _pending.Find(key);
        return row >= 0 && _committed + row >= From
            ? _pending[row].Command
            : _newer?.Find(key, From, _committed) ?? _older?.Find(key, From, _committed);
    }

    /// <summary>Folds an entry that may still be dropped.</summary>
    public IdempotencyState Apply(LedgerEntry entry) => Remember(entry) is { } remembered
        ? new IdempotencyState(_older, _newer, _committed, _pending.Add(remembered.Key, remembered))
        : this;

    /// <summary>Folds a committed entry into the memory. For the owner of the newest state only.</summary>
    public IdempotencyState Extend(LedgerEntry entry)
    {
        if (_pending.Count > 0)
        {
            return Apply(entry).Settle();
        }

        if (!entry.Command.IsLast)
        {
            return this;
        }

        var (older, newer) = WithRoom(Tip(), _committed);
        newer.Add(entry.Actor.Credential, entry.Command.Id, CommandOf(entry));
        return new IdempotencyState(older, newer, _committed + 1, Pending.Empty);
    }

    /// <summary>What is pending was committed. For the owner of the newest state only.</summary>
    public IdempotencyState Settle() => _pending.Count == 0 ? this : Commit(_pending.InOrder);

    /// <summary>The same commands, where <paramref name="committed"/> has the first of those that are pending here.</summary>
    public IdempotencyState Rebase(IdempotencyState committed) => new(
        committed._older, committed._newer, committed._committed, _pending.Skip((int)(committed._committed - _committed)));

    public void AddTo(StateHasher hasher)
    {
        var commands = new Dictionary<string, RememberedCommand>(StringComparer.Ordinal);
        for (var ordinal = From; ordinal < _committed; ordinal++)
        {
            var (key, command) = At(ordinal);
            commands[key] = command;
        }

        foreach (var (key, command) in _pending.InOrder.Skip((int)Math.Max(0, From - _committed)))
        {
            commands[key] = command;
        }

        hasher.Add("idempotency", commands, LedgerJson.Default.RememberedCommand);
    }

    private static (string Key, RememberedCommand Command)? Remember(LedgerEntry entry) => entry.Command.IsLast
        ? (KeyOf(entry.Actor.Credential, entry.Command.Id), CommandOf(entry))
        : null;

    private static RememberedCommand CommandOf(LedgerEntry last) => new(last.Command.Body, last.Seq - last.Command.Index, last.Command.Of);

    private static (CommandMemory? Older, CommandMemory Newer) WithRoom((CommandMemory? Older, CommandMemory Newer) memory, long committed) =>
        memory.Newer.Count == Capacity ? (memory.Newer, new CommandMemory(committed)) : memory;

    private IdempotencyState Commit(IEnumerable<(string Key, RememberedCommand Command)> commands)
    {
        var (older, newer) = Tip();
        var committed = _committed;
        foreach (var (key, command) in commands)
        {
            (older, newer) = WithRoom((older, newer), committed);
            newer.Add(key, command);
            committed++;
        }

        return new IdempotencyState(older, newer, committed, Pending.Empty);
    }

    /// <summary>The memory, where this state is its newest; else a copy that this state is the newest of.</summary>
    private (CommandMemory? Older, CommandMemory Newer) Tip()
    {
        if (_newer is not null && _newer.First + _newer.Count == _committed)
        {
            return (_older, _newer);
        }

        var from = Math.Max(0, _committed - Capacity);
        var own = new CommandMemory(from);
        for (var ordinal = from; ordinal < _committed; ordinal++)
        {
            var (key, command) = At(ordinal);
            own.Add(key, command);
        }

        return (null, own);
    }

    private (string Key, RememberedCommand Command) At(long ordinal) =>
        (_newer is { } newer && ordinal >= newer.First ? newer : _older ?? throw new InvalidOperationException("Nothing was remembered then."))[ordinal];
}
