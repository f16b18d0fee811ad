using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Registry;
using Backstay.Core.Rollouts;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Versions;

namespace Backstay.Server.Audit;

/// <summary>Which objects the ledger's entries need, and who needs them.</summary>
internal sealed class ObjectUses
{
    private const int MaxNamed = 5;

    private readonly Dictionary<Digest, List<(long Seq, string Who)>> _uses = [];

    public IEnumerable<Digest> Objects => _uses.Keys;

    /// <summary>Reads the whole ledger. Entries that can't be read are passed over: the ledger's own verification names them.</summary>
    /// <param name="contents">Reads lists of files that are objects themselves; a damaged list names no files.</param>
    public static async Task<ObjectUses> ReadAsync(ILedgerStore store, VersionContents contents, CancellationToken ct) =>
        await OfAsync(store.ReadPastGapsAsync(1, await store.GetHeadAsync(ct), _ => { }, ct), contents, ct);

    /// <summary>Reads the ledger's entries up to a position, each of them: what could not be read might need anything.</summary>
    /// <param name="contents">Reads lists of files that are objects themselves; a damaged list names no files.</param>
    /// <exception cref="LedgerBrokenException">An entry can't be read.</exception>
    public static Task<ObjectUses> ReadAsync(ILedgerStore store, VersionContents contents, long position, CancellationToken ct) =>
        OfAsync(store.ReadAsync(1, position, ct), contents, ct);

    /// <summary>The first and the last entry that needs an object; zeros where none does.</summary>
    public (long First, long Last) EntriesOf(Digest digest) =>
        _uses.TryGetValue(digest, out var found) ? (found[0].Seq, found[^1].Seq) : (0, 0);

    /// <summary>Who needs an object, in a sentence.</summary>
    public string SentenceOf(Digest digest)
    {
        if (!_uses.TryGetValue(digest, out var found))
        {
            return "No entry uses it.";
        }

        var more = found.Count > MaxNamed ? $" and {found.Count - MaxNamed} more" : "";
        return $"Used by {string.Join(", ", found.Take(MaxNamed).Select(use => use.Who))}{more}.";
    }

    private static async Task<ObjectUses> OfAsync(IAsyncEnumerable<LedgerRecord> records, VersionContents contents, CancellationToken ct)
    {
        var uses = new ObjectUses();
        await foreach (var record in records.WithCancellation(ct))
        {
            var fact = FactOf(record);
            if (fact is VersionRegistered version)
            {
                await uses.AddAsync(record.Seq, version, contents, ct);
            }

            foreach (var events in VerdictsOf(fact).Select(verdict => verdict.EventsObject).OfType<Digest>())
            {
                uses.Add(events, record.Seq, $"the evidence of entry {record.Seq}");
            }
        }

        return uses;
    }

    private static IFact? FactOf(LedgerRecord record)
    {
        try
        {
            return LedgerReplay.Decode(record).TryGet(out var decoded, out _) ? decoded.Fact : null;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            return null; // a rewritten entry may hold anything
        }
    }

    private static ImmutableArray<GuardVerdict> VerdictsOf(IFact? fact) => fact switch
    {
        StepEntered step => step.Verdicts,
        RolloutPaused paused => paused.Verdicts,
        GuardBreached breached => [breached.Verdict, .. breached.Others],
        RolloutCompleted completed => completed.Verdicts,
        _ => [],
    };

    private async Task AddAsync(long seq, VersionRegistered version, VersionContents contents, CancellationToken ct)
    {
        var who = version.Version.ToString();
        if (ContentDigests.ListObjectOf(version) is { } list)
        {
            Add(list, seq, $"the list of files of {who}");
        }

        foreach (var file in await FilesOfAsync(version, contents, ct))
        {
            Add(file.Sha256, seq, who);
        }
    }

    /// <summary>None where the list is damaged or gone: its own object is found then.</summary>
    private static async Task<ImmutableArray<ContentFile>> FilesOfAsync(VersionRegistered version, VersionContents contents, CancellationToken ct)
    {
        try
        {
            return (await contents.FilesOfAsync(version, ct)).TryGet(out var files, out _) ? files : [];
        }
        catch (Exception damaged) when (damaged is ObjectCorruptException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Add(Digest digest, long seq, string who)
    {
        if (!_uses.TryGetValue(digest, out var found))
        {
            _uses.Add(digest, found = []);
        }

        // Once a version, however many of its paths have the same bytes.
        if (found.Count == 0 || found[^1] != (seq, who))
        {
            found.Add((seq, who));
        }
    }
}
