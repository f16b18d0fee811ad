using System.Text;
using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Harness;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Bench.Benches.State;

/// <summary>
/// A ledger of many versions in its real file, entry for entry what a sequencer would have written, with all sealed texts, but
/// appended in large batches: the parents are decided, and every other version is the first decided one with its own names,
/// digests and numbers.
/// </summary>
internal static class FilledLedger
{
    private const int BatchSize = 10_000;
    private static readonly Actor Actor = new("bench", null, "bench");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="versions">How many, with the parents.</param>
    /// <param name="registration">Makes each of them but the parents.</param>
    /// <returns>Mean bytes of the payloads and of whole entries.</returns>
    public static async Task<(double Payload, double Entry)> WriteAsync(string path, int versions, Func<int, RegisterVersion> registration)
    {
        await using var store = SqliteLedgerStore.Open(path);
        var (records, texts, root) = Parents();
        await store.AppendAsync(0, records, texts, CancellationToken.None);
        var kind = (Registration: registration, Template: Template(root, registration));
        var (head, payload, bytes) = ((long)Registrations.Parents, 0L, 0L);
        var next = EncodeAsync(0, versions, kind);
        while (head < versions)
        {
            var batch = await next;
            next = EncodeAsync((int)head - Registrations.Parents + batch.Records.Count, versions, kind);
            await store.AppendAsync(head, batch.Records, batch.Texts, CancellationToken.None);
            head += batch.Records.Count;
            payload += batch.PayloadBytes;
            bytes += batch.Records.Sum(record => (long)record.Bytes.Length);
        }

        var count = (double)(versions - Registrations.Parents);
        return (payload / count, bytes / count);
    }

    private static (IReadOnlyList<LedgerRecord> Records, IReadOnlyList<SealedText> Texts, WorldState Root) Parents()
    {
        var submissions = Registrations.OfParents().Select((command, i) => new Submission(command, Actor, $"parent#{i}")).ToArray();
        var decided = new BatchDecider("default").Decide(WorldState.Empty, submissions, Start, default);
        return decided.Records.Count == Registrations.Parents
            ? (decided.Records, decided.SealedTexts, decided.Root.Settle())
            : throw new BenchFailedException($"{Registrations.Parents - decided.Records.Count} parents were refused");
    }

    /// <summary>What the sequencer decides for the first version; what is generated for it must be the same.</summary>
    private static VersionRegistered Template(WorldState root, Func<int, RegisterVersion> registration)
    {
        var decided = RegistryDecider.Decide(root.Registry, registration(0), new DecideContext(Actor, Start, default));
        var template = (VersionRegistered)decided.Value.Facts[0];
        var own = FactOf(0, (registration, template), default, default) with { Purpose = template.Purpose, Why = template.Why };
        var (expected, generated) = (Catalogs.Facts.Encode(template).Value, Catalogs.Facts.Encode(own).Value);
        return expected.Span.SequenceEqual(generated.Span)
            ? template
            : throw new BenchFailedException($"generated is\n{Encoding.UTF8.GetString(generated.Span)}\ndecided is\n{Encoding.UTF8.GetString(expected.Span)}");
    }

    private static Task<Batch> EncodeAsync(int first, int versions, (Func<int, RegisterVersion> Registration, VersionRegistered Template) kind) => Task.Run(() =>
    {
        var count = Math.Min(BatchSize, versions - Registrations.Parents - first);
        var batch = new Batch(new List<LedgerRecord>(Math.Max(0, count)), []);
        for (var i = first; i < first + count; i++)
        {
            var (purpose, why) = (Seal("Tells delays", 2 * i), Seal("retrained", (2 * i) + 1));
            var payload = Catalogs.Facts.Encode(FactOf(i, kind, purpose.Digest, why.Digest)).Value;
            var seq = Registrations.Parents + i + 1L;
            var command = new CommandRef(Invariant($"dataset/t{i % 1000}@1.{i / 1000}.0#{i}"), Number(i), 0, 1);
            var entry = new LedgerEntry(seq, "default", Start.AddMilliseconds(i), Actor, command, "registry.version-registered", 1, payload);
            batch.Records.Add(EntryCodec.EncodeCanonical(entry, payload.Span).Value.Record);
            batch.Texts.Add(purpose with { Seq = seq });
            batch.Texts.Add(why with { Seq = seq });
            batch.PayloadBytes += payload.Length;
        }

        return batch;
    });

    private static VersionRegistered FactOf(int i, (Func<int, RegisterVersion> Registration, VersionRegistered Template) kind, Digest purpose, Digest why)
    {
        var command = kind.Registration(i);
        var stated = command.Inputs ?? StatedInputs.None;
        return kind.Template with
        {
            Version = command.Version,
            Content = command.Content,
            Files = command.Files,
            Size = command.Files[0].Size,
            Inputs = kind.Template.Inputs with
            {
                Data = [.. (stated.Data ?? []).Select(data => new DataReference(data.Version, Registrations.ContentOfDataset(i), data.Role, data.Slice))],
                Hyperparameters = stated.Hyperparameters,
                InitialisedFrom = stated.InitialisedFrom ?? [],
                DerivedFrom = [.. (stated.DerivedFrom ?? []).OrderBy(version => version.ToString(), StringComparer.Ordinal)],
            },
            Purpose = purpose,
            Why = why,
        };
    }

    private static SealedText Seal(string text, int number) => SealedText.Seal(text, Number(number).ToArray()).Value;

    private static Digest Number(int number) => Digest.Of(BitConverter.GetBytes(number));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Batch(List<LedgerRecord> Records, List<SealedText> Texts)
    {
        public long PayloadBytes { get; set; }
    }
}
