using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Fuzz.Inputs;

namespace Backstay.Fuzz.Parsers;

/// <summary>
/// A ledger in which one entry was changed: bytes alone, or bytes and hash, as somebody would who can write the file. Reading,
/// replaying and verifying it end in a state or in a problem that names an entry; and whoever left the hash alone is found.
/// </summary>
/// <param name="sound">A ledger's records, from the first.</param>
internal sealed class LedgerTarget(ImmutableArray<LedgerRecord> sound) : ParserTarget
{
    private readonly ByteMutator _bytes = new([.. sound.Select(record => record.Bytes.ToArray())], []);

    public override string Name => "ledger-entries";

    /// <summary>The entry's place (one byte), then its new bytes.</summary>
    public override byte[] Draw(Random random)
    {
        var place = random.Next(sound.Length);
        return [(byte)place, .. random.Once(4) ? _bytes.Draw(random) : Rewritten(random, place)];
    }

    public override bool Check(byte[] input)
    {
        if (input.Length == 0 || input[0] >= sound.Length)
        {
            return false;
        }

        var (place, bytes) = (input[0], input.AsMemory(1));
        var seq = sound[place].Seq;
        var entry = EntryCodec.Decode(bytes);
        if (entry.IsOk)
        {
            Must(EntryCodec.Encode(entry.Value) is { IsOk: true, Value: var again } && again.Bytes.Span.SequenceEqual(bytes.Span), "an entry is encoded otherwise than it was read");
        }

        var isSame = bytes.Span.SequenceEqual(sound[place].Bytes.Span);
        var unhashed = Verify(sound.SetItem(place, sound[place] with { Bytes = bytes }));
        Must(isSame || unhashed.Findings.Any(finding => finding.FromSeq <= seq && finding.ToSeq >= seq), $"verify does not name entry {seq}, whose bytes do not give its hash");

        var rewritten = sound.SetItem(place, sound[place] with { Bytes = bytes, LeafHash = MerkleHash.Leaf(bytes.Span) });
        Verify(rewritten);
        var replayed = LedgerReplay.FoldAsync(new Store(rewritten), WorldState.Empty, sound[^1].Seq, onRecord: null, CancellationToken.None).GetAwaiter().GetResult();
        if (!replayed.TryGet(out var state, out var problem))
        {
            Must(problem.Message.Contains("ntry ", StringComparison.Ordinal), $"a refusal that names no entry: {problem.Message}");
            return false;
        }

        state.ComputeDigest();
        TableCompiler.Compile(state);
        return true;
    }

    private static LedgerVerification Verify(ImmutableArray<LedgerRecord> records) =>
        LedgerVerifier.VerifyAsync(new Store(records), new LedgerVerifyOptions(), progress: null, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The entry with another payload, sound as far as its form goes.</summary>
    private byte[] Rewritten(Random random, int place)
    {
        var entry = EntryCodec.Decode(sound[place].Bytes).Value;
        var (kind, version, payload) = random.Once(3) ? random.Of(GoldenFiles.Payloads) : (entry.Kind, entry.KindVersion, entry.Payload.ToArray());
        var changed = random.Once(8) ? payload : JsonMutator.DrawBytes(random, JsonNode.Parse(payload)!); // payloads are objects
        if (!CanonicalJson.Canonicalize(changed).TryGet(out var canonical, out _))
        {
            return _bytes.Draw(random);
        }

        var encoded = EntryCodec.Encode(entry with { Kind = kind, KindVersion = version, Payload = canonical });
        return encoded.IsOk ? encoded.Value.Bytes.ToArray() : changed;
    }

    /// <summary>A store that says what it is told to.</summary>
    private sealed class Store(ImmutableArray<LedgerRecord> records) : ILedgerStore
    {
        public ValueTask<long> GetHeadAsync(CancellationToken ct) => new(records[^1].Seq);

        public async IAsyncEnumerable<LedgerRecord> ReadAsync(long fromSeq, long toSeq, [EnumeratorCancellation] CancellationToken ct)
        {
            await Task.CompletedTask;
            foreach (var record in records)
            {
                yield return record;
            }
        }

        public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<StoredCheckpoint>>([]);

        public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct) => new((SealedText?)null);

        public Task AppendAsync(long expectedHead, IReadOnlyList<LedgerRecord> records, IReadOnlyList<SealedText> sealedTexts, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
