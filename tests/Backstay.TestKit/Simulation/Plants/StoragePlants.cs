using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Gateway.Tables;

namespace Backstay.TestKit.Simulation.Plants;

/// <summary>The gateway's note of its escapes was never made durable.</summary>
internal sealed record ForgetfulNotes : WorldSeams
{
    public override IReadOnlyList<EscapeNote> NotesAtStart(IReadOnlyList<EscapeNote> written) => [];
}

/// <summary>The last append was acknowledged from a cache.</summary>
internal sealed record LostTail : WorldSeams
{
    public override IReadOnlyList<LedgerRecord> LedgerAtStart(IReadOnlyList<LedgerRecord> written) =>
        written.Count == 0 ? written : [.. written.Take(written.Count - 1)];
}

/// <summary>Somebody edits a proposed release in the ledger's file, and mends the leaf's hash.</summary>
internal sealed record RewrittenRelease : WorldSeams
{
    public override IReadOnlyList<LedgerRecord> LedgerAtStart(IReadOnlyList<LedgerRecord> written) => [.. written.Select(Edit)];

    private static LedgerRecord Edit(LedgerRecord record)
    {
        var (entry, fact) = LedgerReplay.Decode(record).Value;
        return fact is ReleaseProposed proposed
            ? EntryCodec.Encode(entry with { Payload = Catalogs.Facts.Encode(proposed with { Owner = "mallory" }).Value }).Value
            : record;
    }
}

/// <summary>A rollout starts though its release has no evidence.</summary>
internal sealed record SkippedEligibility : WorldSeams
{
    public override IFact? InsteadOfRefusal(ICommand command, Problem problem, Func<Name, EndpointTraffic> traffic) =>
        problem.Code == "not-eligible" && command is StartRollout { Plan: { } plan } start
        && traffic(start.Endpoint) is { Active: null, Current: { } from } now
            ? new RolloutStarted(FormattableString.Invariant($"{start.Endpoint}-{now.Rollouts + 1}"), start.Endpoint, from, start.Release, plan, default)
            : null;
}

/// <summary>What telemetry lost on the way to the disk is forgotten.</summary>
internal sealed record ForgottenHoles : WorldSeams
{
    public override bool HasHoles(bool holes) => false;
}
