using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Tests.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Ledger;

public sealed class EntryCodecTests
{
    private const string GoldenBytes =
        """{"actor":{"credential":"tok_9","id":"usr_1","onBehalfOf":null},"command":{"body":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","id":"cmd-1","index":0,"of":1},"kind":"registry.version-registered","kindVersion":1,"payload":{"model":"fraud","version":3},"seq":1,"time":"2026-01-31T23:59:59.000001Z","v":1,"workspace":"default"}""";

    private const string GoldenLeaf = "79e3d23c8be5086cbbc8698c005b7578b4281a9690bb010a40891938255b263d";

    private const string GoldenOddBytes =
        """{"actor":{"credential":null,"id":"é\n\"","onBehalfOf":"😀"},"command":{"body":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","id":"k/\\","index":2,"of":3},"kind":"registry.version-registered","kindVersion":2147483647,"payload":{},"seq":9007199254740992,"time":"0001-01-01T00:00:00.000000Z","v":1,"workspace":"wß"}""";

    private const string GoldenOddLeaf = "6f74126f84cf18795631baf15f4a3ae313f9aec9ecc544893eefd3d70e4ab2d4";

    private static readonly LedgerEntry Golden =
        Entries.Entry(1) with { Payload = "{\"model\":\"fraud\",\"version\":3}"u8.ToArray() };

    private static readonly LedgerEntry GoldenOdd = Golden with
    {
        Seq = 1L << 53,
        Actor = new Actor("é\n\"", "😀", null),
        Command = new CommandRef("k/\\", Digest.Of("{}"u8), 2, 3),
        KindVersion = int.MaxValue,
        Time = DateTimeOffset.MinValue,
        Payload = "{}"u8.ToArray(),
        Workspace = "wß",
    };

    [Fact]
    public void The_golden_entries_have_the_golden_bytes_and_leaves()
    {
        AssertGolden(Golden, GoldenBytes, GoldenLeaf);
        AssertGolden(GoldenOdd, GoldenOddBytes, GoldenOddLeaf);

        static void AssertGolden(LedgerEntry entry, string bytes, string leaf)
        {
            var record = EntryCodec.Encode(entry).Value;
            Assert.Equal(bytes, Encoding.UTF8.GetString(record.Bytes.Span));
            Assert.Equal(leaf, record.LeafHash.ToHex());
            Assert.Equal(entry.Seq, record.Seq);
            AssertSame(entry, EntryCodec.Decode(record.Bytes).Value);
        }
    }

    [Fact]
    public void The_bytes_are_their_own_canonical_json() =>
        Assert.Null(CanonicalJson.Check(Encoding.UTF8.GetBytes(GoldenOddBytes)));

    [Fact]
    public void Random_entries_come_back_as_they_were() =>
        Prop.ForAll(RandomJson.Seeds, seed =>
        {
            var entry = Random(new Random(seed));
            var record = EntryCodec.Encode(entry).Value;
            var back = EntryCodec.Decode(record.Bytes).Value;
            AssertSame(entry, back);
            return CanonicalJson.Check(record.Bytes.Span) is null
                && EntryCodec.Encode(back).Value.Bytes.Span.SequenceEqual(record.Bytes.Span);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    /// <summary>Either a change makes the bytes unreadable, or they are the encoding of another entry; never a second spelling.</summary>
    [Fact]
    public void No_entry_has_a_second_encoding()
    {
        foreach (var golden in new[] { GoldenBytes, GoldenOddBytes })
        {
            var bytes = Encoding.UTF8.GetBytes(golden);
            for (var at = 0; at < bytes.Length; at++)
            {
                for (var value = 0; value < 256; value++)
                {
                    var changed = bytes.ToArray();
                    changed[at] = (byte)value;
                    AssertUnreadableOrExact(changed);
                }

                AssertUnreadableOrExact([.. bytes[..at], .. bytes[(at + 1)..]]);
                AssertUnreadableOrExact([.. bytes[..at], (byte)'0', .. bytes[at..]]);
                AssertUnreadableOrExact([.. bytes[..at], (byte)' ', .. bytes[at..]]);
                Assert.False(EntryCodec.Decode(bytes.AsMemory(0, at)).IsOk);
            }

            Assert.False(EntryCodec.Decode((byte[])[.. bytes, (byte)'\n']).IsOk);
        }

        static void AssertUnreadableOrExact(byte[] bytes)
        {
            if (EntryCodec.Decode(bytes).TryGet(out var entry, out _))
            {
                Assert.True(EntryCodec.Encode(entry).Value.Bytes.Span.SequenceEqual(bytes), Encoding.UTF8.GetString(bytes));
            }
        }
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"seq\":1", "\"seq\":0")]
    [InlineData("\"seq\":1", "\"seq\":01")]
    [InlineData("\"seq\":1", "\"seq\":1.0")]
    [InlineData("\"seq\":1", "\"seq\":9007199254740993")]
    [InlineData("\"of\":1", "\"of\":0")]
    [InlineData("\"kindVersion\":1", "\"kindVersion\":2147483648")]
    [InlineData("44136fa3", "44136FA3")]
    [InlineData(".000001Z", ".0000010Z")]
    [InlineData(".000001Z", ".00001Z")]
    [InlineData(":59.000001Z", ":60.000001Z")]
    [InlineData("2026-01-31", "2026-02-31")]
    [InlineData("000001Z", "000001+00:00")]
    [InlineData("\"usr_1\"", "\"usr\\u005f1\"")]
    [InlineData("\"usr_1\"", "\"\"")]
    [InlineData("{\"model\"", "{ \"model\"")]
    [InlineData("\"version\":3", "\"model\":3")]
    [InlineData("{\"model\":\"fraud\",\"version\":3}", "[]")]
    [InlineData("registry.version", "Registry.version")]
    [InlineData("registry.version", "registry.version.")]
    public void What_Encode_would_not_write_is_not_read(string part, string instead)
    {
        Assert.Contains(part, GoldenBytes, StringComparison.Ordinal);

        var result = EntryCodec.Decode(Encoding.UTF8.GetBytes(GoldenBytes.Replace(part, instead, StringComparison.Ordinal)));

        Assert.False(result.IsOk);
        Assert.Equal(ProblemKind.Invalid, result.Problem.Kind);
    }

    public static TheoryData<string, LedgerEntry> Broken() => new()
    {
        { "seq", Golden with { Seq = 0 } },
        { "workspace", Golden with { Workspace = "" } },
        { "time", Golden with { Time = Golden.Time.AddTicks(1) } },
        { "time", Golden with { Time = Golden.Time.ToOffset(TimeSpan.FromHours(1)) } },
        { "kind", Golden with { Kind = "registered" } },
        { "kind", Golden with { Kind = "registry.-x" } },
        { "kindVersion", Golden with { KindVersion = 0 } },
        { "actor.id", Golden with { Actor = new Actor(new string('x', Actor.MaxLength + 1), null, null) } },
        { "actor.credential", Golden with { Actor = new Actor(null, null, "") } },
        { "command.id", Golden with { Command = Golden.Command with { Id = "" } } },
        { "command.index", Golden with { Command = Golden.Command with { Index = 1 } } },
        { "entry", Golden with { Command = Golden.Command with { Id = "\ud800" } } },
        { "payload", Golden with { Payload = default } },
        { "payload", Golden with { Payload = "{ }"u8.ToArray() } },
        { "payload", Golden with { Payload = "[]"u8.ToArray() } },
        { "payload.a[0]", Golden with { Payload = "{\"a\":[9007199254740993]}"u8.ToArray() } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_entry_is_refused_by_the_name_of_its_field(string field, LedgerEntry entry) =>
        Assert.Equal(field, EntryCodec.Encode(entry).Problem?.Field);

    [Fact]
    public void The_limit_is_65_535_bytes_exactly()
    {
        var rest = EntryCodec.Encode(Golden with { Payload = "{\"x\":\"\"}"u8.ToArray() }).Value.Bytes.Length;
        var largest = WithText(LedgerEntry.MaxBytes - rest);

        Assert.Equal(LedgerEntry.MaxBytes, EntryCodec.Encode(largest).Value.Bytes.Length);
        Assert.Equal(ProblemKind.TooLarge, EntryCodec.Encode(WithText(LedgerEntry.MaxBytes - rest + 1)).Problem?.Kind);
        AssertSame(largest, EntryCodec.Decode(EntryCodec.Encode(largest).Value.Bytes).Value);

        static LedgerEntry WithText(int length) =>
            Golden with { Payload = Encoding.ASCII.GetBytes($"{{\"x\":\"{new string('a', length)}\"}}") };
    }

    private static void AssertSame(LedgerEntry expected, LedgerEntry actual)
    {
        Assert.Equal(expected with { Payload = default }, actual with { Payload = default });
        Assert.True(expected.Payload.Span.SequenceEqual(actual.Payload.Span));
    }

    private static LedgerEntry Random(Random random)
    {
        string Id(int most) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => (char)random.Next(0, 0xD800)));
        string? Maybe() => random.Next(2) == 0 ? null : Id(Actor.MaxLength);
        var of = random.Next(1, 9);
        return Golden with
        {
            Seq = random.NextInt64(1, 1L << 53),
            Workspace = Id(20),
            Time = new DateTimeOffset(random.NextInt64(DateTimeOffset.MaxValue.Ticks / 10) * 10, TimeSpan.Zero),
            Actor = new Actor(Maybe(), Maybe(), Maybe()),
            Command = new CommandRef(Id(CommandRef.MaxIdLength), Digest.Of(BitConverter.GetBytes(of)), random.Next(of), of),
            KindVersion = random.Next(1, int.MaxValue),
        };
    }
}
