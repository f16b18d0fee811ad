using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World.Sequencing;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>
/// Decides, commits and drops batches as the sequencer does, each with its plain twin, and compares every root as it comes. All
/// are held, to be compared again when others have grown out of them.
/// </summary>
internal sealed class TwinHistory
{
    private readonly BatchDecider _decider = new("default");
    private readonly List<Twin> _seen = [];
    private Twin _committed;
    private (Twin Twin, ImmutableArray<LedgerRecord> Records)? _inFlight;
    private (Twin Twin, ImmutableArray<LedgerRecord> Records)? _formed;
    private int _decisions;

    /// <param name="start">A committed root.</param>
    public TwinHistory(Twin start) => _committed = start;

    /// <summary>What was committed, in order.</summary>
    public List<LedgerRecord> Records { get; } = [];

    /// <summary>Everything that came: a batch is decided behind what is decided already, after another one that comes to nothing.</summary>
    public void Decide(ImmutableArray<Submission> batch)
    {
        var tip = _formed?.Twin ?? _inFlight?.Twin ?? _committed;
        Decide(tip, batch.Reverse());
        var (twin, records) = Decide(tip, batch);
        _formed = (twin, (_formed?.Records ?? []).AddRange(records));
        See(twin);
    }

    /// <summary>What was on its way is durable; what was formed meanwhile is on its way.</summary>
    public void Land()
    {
        var landed = _inFlight;
        (_inFlight, _formed) = (_formed, null);
        if (landed is not { } durable)
        {
            return;
        }

        Records.AddRange(durable.Records);
        _committed = See(durable.Twin with { Root = durable.Twin.Root.Settle() });
        if (_inFlight is { } next)
        {
            _inFlight = next with { Twin = See(next.Twin with { Root = next.Twin.Root.Rebase(_committed.Root) }) };
        }
    }

    /// <summary>What was on its way came to nothing, and with it what was decided behind it.</summary>
    public void Fail() => (_inFlight, _formed) = (null, null);

    /// <summary>Any root of before, pending ones too, is grown another way. The others see nothing of it.</summary>
    public void Branch(int which, ImmutableArray<Submission> batch)
    {
        var (twin, _) = Decide(_seen.Count == 0 ? _committed : _seen[which % _seen.Count], batch);
        See(twin with { Root = twin.Root.Settle() });
    }

    /// <summary>Compares all roots once more, now that others have grown.</summary>
    public void AssertAllSame()
    {
        foreach (var twin in _seen)
        {
            twin.AssertSame();
        }

        _committed.AssertSameDigest();
    }

    private Twin See(Twin twin)
    {
        twin.AssertSame();
        _seen.Add(twin);
        return twin;
    }

    private (Twin Twin, ImmutableArray<LedgerRecord> Records) Decide(Twin on, IEnumerable<Submission> batch)
    {
        var number = ++_decisions;
        var decided = _decider.Decide(on.Root, [.. batch], DateTimeOffset.UnixEpoch.AddSeconds(number), Digest.Of(BitConverter.GetBytes(number)));
        return (new Twin(decided.Root, decided.Records.Aggregate(on.Plain, (plain, record) => plain.Apply(record))), [.. decided.Records]);
    }
}
