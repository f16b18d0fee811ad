using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.World;
using Backstay.Server.Audit;
using Backstay.Server.Versions;
using Backstay.Statistics;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Audit;

public sealed class ObjectVerifierTests
{
    private const string Rollout = "rollout-1";

    private static readonly Name Endpoint = Name.Parse("delay");

    private readonly MemoryObjectStore _objects = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evidence_of_every_kind_of_fact_is_missed_where_its_object_is_gone_and_found_where_it_is_damaged()
    {
        Digest[] events = [.. Enumerable.Range(0, 5).Select(i => Digest.Of(Encoding.UTF8.GetBytes($"events {i}")))];
        foreach (var i in new[] { 3, 4 })
        {
            await _objects.PutAsync(new MemoryStream(Encoding.UTF8.GetBytes($"events {i}")), events[i], 100, Ct);
        }

        _objects.Damage(events[3], bytes => [.. bytes.Reverse()]);

        var result = await VerifyAsync(
            new StepEntered(Rollout, Endpoint, 1, 60, [Verdict(events[0])]),
            new RolloutPaused(Rollout, Endpoint, PauseCause.Command, "Wait.", [Verdict(events[1])], null),
            new GuardBreached(Rollout, Endpoint, 1, Verdict(events[2]), [Verdict(events[3])]),
            new RolloutCompleted(Rollout, Endpoint, 60, [Verdict(events[4]), Verdict(null)]));

        Assert.Equal(
            [
                (LedgerFindingKind.ObjectDamaged, 3L, events[3]),
                (LedgerFindingKind.ObjectMissing, 1L, events[0]),
                (LedgerFindingKind.ObjectMissing, 2L, events[1]),
                (LedgerFindingKind.ObjectMissing, 3L, events[2]),
            ],
            result.Findings.Select(finding => (finding.Kind, finding.FromSeq, events.Single(e => finding.Message.Contains(e.ToString(), StringComparison.Ordinal)))));
        Assert.Contains("Used by the evidence of entry 3.", result.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal((4L, 2L), (result.FindingsInAll, result.Objects));
    }

    [Fact]
    public async Task Progress_ends_with_all_bytes_and_findings_beyond_the_limit_are_counted()
    {
        for (var i = 0; i <= LedgerVerification.MaxFindings; i++)
        {
            var bytes = Encoding.UTF8.GetBytes($"object {i:D3}");
            await _objects.PutAsync(new MemoryStream(bytes), null, 100, Ct);
            _objects.Damage(Digest.Of(bytes), damaged => [.. damaged.Reverse()]);
        }

        var progress = new Last();
        var result = await VerifyAsync(progress);

        Assert.Equal((LedgerVerification.MaxFindings, LedgerVerification.MaxFindings + 1), (result.Findings.Count, result.FindingsInAll));
        Assert.Equal(new ObjectProgress(1_010, 1_010), progress.Value);
    }

    private static GuardVerdict Verdict(Digest? events) =>
        new(Name.Parse("errors"), GuardComparison.Control, new WhichArmTest(0.01).Result(), null, events, default);

    private Task<LedgerVerification> VerifyAsync(params IFact[] facts) => VerifyAsync(progress: null, facts);

    private async Task<LedgerVerification> VerifyAsync(IProgress<ObjectProgress>? progress, params IFact[] facts)
    {
        await using var ledger = new MemoryLedgerStore();
        LedgerRecord[] records = [.. facts.Select((fact, i) => RecordOf(i + 1, fact))];
        if (records.Length > 0)
        {
            await ledger.AppendAsync(0, records, [], Ct);
        }

        var uses = await ObjectUses.ReadAsync(ledger, new VersionContents(_objects), Ct);
        return await new ObjectVerifier(_objects, uses).RunAsync(new LedgerVerification(records.Length, default, 0, [], []), progress, Ct);
    }

    private static LedgerRecord RecordOf(long seq, IFact fact)
    {
        var kind = Catalogs.Facts.KindOf(fact);
        var command = new CommandRef($"cmd-{seq}", Digest.Of("{}"u8), 0, 1);
        return EntryCodec.Encode(new LedgerEntry(
            seq, "default", DateTimeOffset.UnixEpoch, new Actor("ann", null, null), command, kind.Name, kind.Version,
            Catalogs.Facts.Encode(fact).Value)).Value;
    }

    private sealed class Last : IProgress<ObjectProgress>
    {
        public ObjectProgress Value { get; private set; }

        public void Report(ObjectProgress value) => Value = value;
    }
}
