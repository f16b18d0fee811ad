using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>
/// Decides submissions one after the other, each against the committed root plus what the ones before it would add.
/// Pure but for the seed that it is given: the same inputs give the same batch.
/// </summary>
internal sealed class BatchDecider(string workspace)
{
    public DecidedBatch Decide(WorldState root, IReadOnlyList<Submission> submissions, DateTimeOffset now, Digest seed)
    {
        var records = new List<LedgerRecord>();
        var facts = new List<CommittedFact>();
        var sealedTexts = new List<SealedText>();
        var outcomes = new List<DecidedCommand>(submissions.Count);
        for (var i = 0; i < submissions.Count; i++)
        {
            var submission = submissions[i];
            var time = LedgerTime.Truncate(now > root.Time ? now : root.Time);
            var decided = DecideSafely(root, submission, time, SeedOf(seed, i));
            if (!decided.IsOk)
            {
                outcomes.Add(new DecidedCommand(decided.Problem, null, 0, 0));
                continue;
            }

            if (decided.Value.Repeats is { } remembered)
            {
                outcomes.Add(new DecidedCommand(null, remembered, 0, 0));
                continue;
            }

            outcomes.Add(new DecidedCommand(null, null, facts.Count, decided.Value.Facts.Count));
            root = decided.Value.Root;
            records.AddRange(decided.Value.Records);
            facts.AddRange(decided.Value.Facts);
            sealedTexts.AddRange(decided.Value.SealedTexts);
        }

        return new DecidedBatch(root, records, facts, sealedTexts, outcomes);
    }

    /// <summary>A bug in one decision refuses that command; it must not stop the ledger for everybody.</summary>
    private Result<One> DecideSafely(WorldState root, Submission submission, DateTimeOffset time, Digest seed)
    {
        try
        {
            return DecideOne(root, submission, time, seed);
        }
#pragma warning disable CA1031 // the boundary between pure code and the loop that everybody depends on
        catch (Exception bug)
#pragma warning restore CA1031
        {
            return Problem.Unavailable("decision-failed", $"Deciding {submission.Command.GetType().Name} failed: {bug.Message}", "This is a bug; please report it. Nothing was recorded.");
        }
    }

    private Result<One> DecideOne(WorldState root, Submission submission, DateTimeOffset time, Digest seed)
    {
        if (submission.CommandId.Length is 0 or > CommandRef.MaxIdLength)
        {
            return Problem.Invalid("Idempotency-Key", $"An idempotency key has 1 to {CommandRef.MaxIdLength} characters.");
        }

        var body = Catalogs.Commands.BodyDigest(submission.Command);
        if (!body.IsOk)
        {
            return body.Problem;
        }

        if (root.Idempotency.Find(submission.Actor.Credential, submission.CommandId) is { } before)
        {
            return before.Body == body.Value
                ? new One(root, [], [], [], before)
                : Problem.Refused(
                    "idempotency-key-reused",
                    "This idempotency key was used for another command.",
                    "Use a new key for a new command.");
        }

        var context = new DecideContext(submission.Actor, time, seed);
        var decision = Dispatch.Decide(root, submission.Command, context);
        return decision.IsOk
            ? Enter(root, submission, body.Value, decision.Value, context)
            : decision.Problem;
    }

    /// <summary>Turns the facts into entries and folds them; all or none.</summary>
    private Result<One> Enter(WorldState root, Submission submission, Digest body, Decision decision, DecideContext context)
    {
        var records = new List<LedgerRecord>(decision.Facts.Length);
        var facts = new List<CommittedFact>(decision.Facts.Length);
        for (var i = 0; i < decision.Facts.Length; i++)
        {
            var fact = decision.Facts[i];
            var kind = Catalogs.Facts.KindOf(fact);
            var payload = Catalogs.Facts.Encode(fact);
            if (!payload.IsOk)
            {
                return payload.Problem;
            }

            var command = new CommandRef(submission.CommandId, body, i, decision.Facts.Length);
            var entry = new LedgerEntry(
                root.Position + 1, workspace, context.Time, submission.Actor, command, kind.Name, kind.Version, payload.Value);
            var record = EntryCodec.EncodeCanonical(entry);
            if (!record.IsOk)
            {
                return record.Problem;
            }

            records.Add(record.Value);
            facts.Add(new CommittedFact(new EntryHead(entry.Seq, entry.Time, entry.Actor), command, fact));
            root = root.Apply(entry, fact);
        }

        return new One(root, records, facts, context.SealedTexts, Repeats: null);
    }

    private static Digest SeedOf(Digest seed, int index)
    {
        var text = seed.ToHex() + ":" + index.ToString(CultureInfo.InvariantCulture);
        return new Digest(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    private sealed record One(
        WorldState Root,
        IReadOnlyList<LedgerRecord> Records,
        IReadOnlyList<CommittedFact> Facts,
        IReadOnlyList<SealedText> SealedTexts,
        RememberedCommand? Repeats);
}
