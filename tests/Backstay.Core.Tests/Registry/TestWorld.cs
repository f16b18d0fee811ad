using System.Globalization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Core.Tests.Registry;

/// <summary>A world that takes commands the way the sequencer does, entries and all, and keeps its records.</summary>
internal sealed class TestWorld
{
    private static readonly Actor Someone = new("usr_1", null, "tok_1");
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly BatchDecider _decider = new("default");
    private readonly List<LedgerRecord> _records = [];
    private int _commands;

    public WorldState State { get; private set; } = WorldState.Empty;

    public IReadOnlyList<SealedText> Sealed { get; private set; } = [];

    /// <summary>The facts that the command came to.</summary>
    public Result<IReadOnlyList<CommittedFact>> Submit(ICommand command)
    {
        var number = ++_commands;
        var submission = new Submission(command, Someone, "cmd-" + number.ToString(CultureInfo.InvariantCulture));
        var batch = _decider.Decide(State, [submission], Start.AddSeconds(number), Digest.Of(BitConverter.GetBytes(number)));
        if (batch.Outcomes[0].Refused is { } refused)
        {
            return refused;
        }

        State = batch.Root;
        Sealed = batch.SealedTexts;
        _records.AddRange(batch.Records);
        return Result<IReadOnlyList<CommittedFact>>.Ok(batch.Facts);
    }

    /// <summary>As <see cref="Submit"/>, for what must go well.</summary>
    public IReadOnlyList<CommittedFact> Accept(ICommand command) => Submit(command).Value;

    public Problem Refuse(ICommand command)
    {
        var result = Submit(command);
        Assert.False(result.IsOk, "was accepted");
        return result.Problem!;
    }

    /// <summary>The state folded afresh from the stored bytes.</summary>
    public WorldState Replay()
    {
        var state = WorldState.Empty;
        foreach (var record in _records)
        {
            var (entry, fact) = LedgerReplay.Decode(record).Value;
            state = state.Apply(entry, fact);
        }

        return state;
    }
}
