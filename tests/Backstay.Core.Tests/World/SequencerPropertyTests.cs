using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.World;

/// <summary>Whatever many callers send at once: one order, and a state that is a pure function of it.</summary>
public sealed class SequencerPropertyTests
{
    /// <summary>What a caller does next: which thing, and whether under a key that others use too.</summary>
    private sealed record Step(int Caller, int Kind, int Target, bool SharedKey);

    private static readonly Gen<Step[]> Steps = (
        from caller in Gen.Choose(0, 3)
        from kind in Gen.Choose(0, 2)
        from target in Gen.Choose(0, 4)
        from shared in Gen.Frequency((1, Gen.Constant(true)), (4, Gen.Constant(false)))
        select new Step(caller, kind, target, shared)).ArrayOf().Resize(60);

    [Theory]
    [InlineData(SequencerRig.Memory, 60)]
    [InlineData(SequencerRig.Sqlite, 12)]
    public void Any_interleaving_replays_to_the_same_digest_and_answers_once(string engine, int runs) =>
        Prop.ForAll(Steps.ToArbitrary(), steps => HoldsAsync(engine, steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(runs));

    [Fact]
    public void Deciding_is_pure_so_the_same_inputs_give_the_same_bytes() => Prop.ForAll(Steps.ToArbitrary(), steps =>
    {
        Submission[] submissions = [.. steps.Select((step, i) => new Submission(CommandOf(step), new Actor("usr", null, "tok"), KeyOf(step, i)))];
        var decider = new BatchDecider("default");
        var time = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        var one = decider.Decide(WorldState.Empty, submissions, time, Digest.Of([1]));
        var two = decider.Decide(WorldState.Empty, submissions, time, Digest.Of([1]));

        return one.Records.Select(r => r.LeafHash).SequenceEqual(two.Records.Select(r => r.LeafHash))
            && one.Root.ComputeDigest() == two.Root.ComputeDigest()
            && WorldState.Empty.Position == 0;
    }).QuickCheckThrowOnFailure();

    private static async Task<bool> HoldsAsync(string engine, Step[] steps)
    {
        await using var rig = SequencerRig.Create(engine, new SequencerOptions { MaxBatch = 7 }).Run();
        var callers = steps
            .Select((step, i) => (step, key: KeyOf(step, i)))
            .GroupBy(s => s.step.Caller)
            .Select(group => Task.Run(async () =>
            {
                var receipts = new List<(string Key, CommandReceipt Receipt)>();
                foreach (var (step, key) in group)
                {
                    var answer = await rig.SubmitAsync(CommandOf(step), key);
                    if (answer.IsOk)
                    {
                        receipts.Add((key, answer.Value));
                    }
                }

                return receipts;
            }));
        var receipts = (await Task.WhenAll(callers)).SelectMany(list => list).ToArray();

        var live = rig.Sequencer.Current;
        var replayed = await rig.ReplayAsync();
        Assert.Equal(replayed.Position, live.Position);
        Assert.Equal(replayed.ComputeDigest(), live.ComputeDigest());

        // Every committed fact was answered to somebody as new, exactly once; each key's answers are the same facts.
        var fresh = receipts.Where(r => !r.Receipt.Replayed).SelectMany(r => r.Receipt.Facts).Select(fact => fact.Seq).Order().ToArray();
        Assert.Equal(Enumerable.Range(1, (int)live.Position).Select(seq => (long)seq), fresh);
        Assert.All(
            receipts.Where(r => r.Receipt.Facts.Length > 0).GroupBy(r => r.Key),
            answers => Assert.Single(answers.Select(a => a.Receipt.Facts[0].Seq).Distinct()));

        // Published roots stand on ends of commands only.
        Assert.All(rig.Heard.Batches, batch => Assert.True(batch.Facts[^1].Command.IsLast));
        var verification = await LedgerVerifier.VerifyAsync(rig.Store, new LedgerVerifyOptions(), progress: null, CancellationToken.None);
        Assert.Empty(verification.Findings);
        return true;
    }

    private static ICommand CommandOf(Step step) => step.Kind switch
    {
        0 => SequencerRig.CreateAdmin($"token-{step.Target}"),
        1 => new Governance.RevokeToken(Name.Parse($"token-{step.Target}"), "its turn"),
        _ => SequencerRig.SetSystem($"system-{step.Target}", step.Caller + 1),
    };

    private static string KeyOf(Step step, int index) => step.SharedKey ? $"shared-{step.Kind}-{step.Target}" : $"key-{index}";
}
