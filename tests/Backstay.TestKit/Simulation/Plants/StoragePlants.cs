using Backstay.Core.Ledger;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
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

/// <summary>Somebody edits a registered version.</summary>
internal sealed record RewrittenVersion : WorldSeams
{
    public override IReadOnlyList<LedgerRecord> LedgerAtStart(IReadOnlyList<LedgerRecord> written) => [.. written.Select(Edit)];

    private static LedgerRecord Edit(LedgerRecord record)
    {
        var (entry, fact) = LedgerReplay.Decode(record).Value;
        return fact is VersionRegistered registered
            ? EntryCodec.Encode(entry with { Payload = Catalogs.Facts.Encode(registered with { Owner = "mallory" }).Value }).Value
            : record;
    }
}

/// <summary>Incidents are kept in the process alone: its next life knows of none.</summary>
internal sealed record ForgottenIncidents : WorldSeams
{
    public override WorldState StateAtStart(WorldState folded) => folded with { Monitoring = MonitoringState.Empty };
}

/// <summary>Who asked is noted by the secret that proved it.</summary>
internal sealed record NotedSecrets : WorldSeams
{
    public override Actor ActorOf(string name, string secret) => new(name, null, secret);
}

/// <summary>Verification believes the hashes that stand beside the entries.</summary>
internal sealed record TrustingVerifier : WorldSeams
{
    public override async Task<LedgerVerification> VerifyAsync(ILedgerStore ledger, LedgerVerifyOptions options)
    {
        var tree = new MerkleFrontier();
        await foreach (var record in ledger.ReadAsync(1, await ledger.GetHeadAsync(CancellationToken.None), CancellationToken.None))
        {
            tree.Append(record.LeafHash);
        }

        return new LedgerVerification(tree.Size, tree.Root, CheckpointsAgreed: 1, [], Counts: []);
    }
}

/// <summary>Verification hashes every entry again, and nobody asks for the checkpoint that was kept.</summary>
internal sealed record ForgottenCheckpoints : WorldSeams
{
    public override async Task<LedgerVerification> VerifyAsync(ILedgerStore ledger, LedgerVerifyOptions options) =>
        await base.VerifyAsync(ledger, options with { KeptNote = null }) with { CheckpointsAgreed = 1 };
}

/// <summary>A rollout starts beside the one that runs.</summary>
internal sealed record SecondRollout : WorldSeams
{
    public override IFact? InsteadOfRefusal(ICommand command, Problem problem, Func<Name, EndpointTraffic> traffic) =>
        problem.Code == "rollout-active" && command is StartRollout { Plan: { } plan } start
        && traffic(start.Endpoint) is { Current: { } from } now && from != start.Release
            ? new RolloutStarted(FormattableString.Invariant($"{start.Endpoint}-{now.Rollouts + 1}"), start.Endpoint, from, start.Release, plan, default)
            : null;
}

/// <summary>A rollback goes to whatever release somebody names.</summary>
internal sealed record WildRollback : WorldSeams
{
    public override IFact? InsteadOfRefusal(ICommand command, Problem problem, Func<Name, EndpointTraffic> traffic) =>
        problem.Code == "no-target" && command is RollBack { To: { } to } back && traffic(back.Endpoint) is { Current: { } current } now
            ? new RolledBack(back.Endpoint, now.Active?.Rollout, now.Active?.To ?? current, to, RollbackCause.Command, "by name", Escaped: false, default(Digest))
            : null;
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
