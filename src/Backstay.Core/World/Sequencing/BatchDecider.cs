using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>
/// Decides submissions one after the other, each against the committed root plus what the ones before it would add.
/// Pure but for the seed that it is given: the same inputs give the same batch. One batch at a time.
/// </summary>
internal sealed class BatchDecider(string workspace)
{
    /// <summary>See <see cref="Sequencer.IsCold"/>.</summary>
    public Func<WorldState, Name, Name, bool> IsCold { get; set; } = static (_, _, _) => false;

    private readonly ByteBuffer _payload = new();

    public DecidedBatch Decide(WorldState root, IReadOnlyList<Submission> submissions, DateTimeOffset now, Digest seed)
    {
        var records = new List<LedgerRecord>(submissions.Count);
        var facts = new List<CommittedFact>(submissions.Count);
        var sealedTexts = new List<SealedText>(2 * submissions.Count);
        var outcomes = new List<DecidedCommand>(submissions.Count);
        for (var i = 0; i < submissions.Count; i++)
        {
            var time = LedgerTime.Truncate(now > root.Time ? now : root.Time);
            var context = new DecideContext(submissions[i].Actor, time, seed, i);
            var (before, textsBefore) = (records.Count, sealedTexts.Count);
            var decided = DecideSafely(root, submissions[i], context, new Entries(records, facts, sealedTexts));
            if (!decided.IsOk)
            {
                // All of a command or none of it.
                records.RemoveRange(before, records.Count - before);
                facts.RemoveRange(before, facts.Count - before);
                sealedTexts.RemoveRange(textsBefore, sealedTexts.Count - textsBefore);
                outcomes.Add(new DecidedCommand(decided.Problem, null, 0, 0));
                continue;
            }

            root = decided.Value.Root;
            outcomes.Add(new DecidedCommand(null, decided.Value.Repeats, before, facts.Count - before));
        }

        return new DecidedBatch(root, records, facts, sealedTexts, outcomes);
    }

    /// <summary>A bug in deciding one command refuses that one; it must not stop the ledger for everybody.</summary>
    private Result<Decided> DecideSafely(WorldState root, Submission submission, DecideContext context, Entries entries)
    {
        try
        {
            return DecideOne(root, submission, context, entries);
        }
#pragma warning disable CA1031 // the boundary between pure code and the loop that everybody depends on
        catch (Exception bug)
#pragma warning restore CA1031
        {
            return Problem.Unavailable("decision-failed", $"Deciding {submission.Command.GetType().Name} failed: {bug.Message}", "This is a bug; please report it. Nothing was recorded.");
        }
    }

    private Result<Decided> DecideOne(WorldState root, Submission submission, DecideContext context, Entries entries)
    {
        if (submission.CommandId.Length is 0 or > CommandRef.MaxIdLength)
        {
            return Problem.Invalid("Idempotency-Key", $"An idempotency key has 1 to {CommandRef.MaxIdLength} characters.");
        }

        var body = submission.Body;
        if (!body.IsOk)
        {
            return body.Problem;
        }

        if (root.Idempotency.Find(submission.Actor.Credential, submission.CommandId) is { } before)
        {
            return before.Body == body.Value
                ? new Decided(root, before)
                : Problem.Refused(
                    "idempotency-key-reused",
                    "This idempotency key was used for another command.",
                    "Use a new key for a new command.") with
                { Field = "Idempotency-Key" };
        }

        if (submission.RepeatsOnly)
        {
            return Problem.NotFound("command", submission.CommandId) with { Code = Submission.NotRemembered };
        }

        var decided = Dispatch.Decide(root, submission.Command, context, IsCold);
        return decided.IsOk
            ? Enter(root, submission, body.Value, decided.Value, context, entries)
            : decided.Problem;
    }

    /// <summary>Turns the facts into entries and folds them.</summary>
    private Result<Decided> Enter(
        WorldState root, Submission submission, Digest body, NewFacts decided, DecideContext context, Entries entries)
    {
        for (var i = 0; i < decided.Facts.Length; i++)
        {
            var fact = decided.Facts[i];
            var kind = Catalogs.Facts.KindOf(fact);
            _payload.Clear();
            if (Catalogs.Facts.Encode(fact, _payload) is { } unwritable)
            {
                return unwritable;
            }

            var command = new CommandRef(submission.CommandId, body, i, decided.Facts.Length);
            var head = new LedgerEntry(
                root.Position + 1, workspace, context.Time, submission.Actor, command, kind.Name, kind.Version, Payload: default);
            var encoded = EntryCodec.EncodeCanonical(head, _payload.Written);
            if (!encoded.IsOk)
            {
                return encoded.Problem;
            }

            var (record, entry) = encoded.Value;
            entries.Records.Add(record);
            entries.Facts.Add(new CommittedFact(new EntryHead(entry.Seq, entry.Time, entry.Actor), command, fact));
            AddTexts(entry, context.SealedTexts, entries.SealedTexts);
            root = root.Apply(entry, fact);
        }

        return new Decided(root, Repeats: null);
    }

    /// <summary>The texts that this entry seals: those whose digests its payload holds.</summary>
    private static void AddTexts(LedgerEntry entry, IReadOnlyList<SealedText> texts, List<SealedText> to)
    {
        Span<byte> digest = stackalloc byte[Digest.Size];
        Span<byte> digits = stackalloc byte[2 * Digest.Size];
        for (var i = 0; i < texts.Count; i++)
        {
            texts[i].Digest.CopyTo(digest);
            Convert.TryToHexStringLower(digest, digits, out _);
            if (entry.Payload.Span.IndexOf(digits) >= 0)
            {
                to.Add(texts[i] with { Seq = entry.Seq });
            }
        }
    }

    /// <summary>What the batch comes to so far.</summary>
    private readonly record struct Entries(List<LedgerRecord> Records, List<CommittedFact> Facts, List<SealedText> SealedTexts);

    /// <param name="Repeats">The earlier command that this one repeats; null for a new one.</param>
    private readonly record struct Decided(WorldState Root, RememberedCommand? Repeats);
}
