using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Ledger;

/// <summary>Entries and whole small ledgers for tests.</summary>
internal static class Entries
{
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 23, 59, 59, TimeSpan.Zero);

    public static LedgerEntry Entry(long seq, int index = 0, int of = 1, string? command = null) => new(
        seq,
        "default",
        Start.AddMicroseconds(seq),
        new Actor("usr_1", null, "tok_9"),
        new CommandRef(command ?? $"cmd-{seq}", Digest.Of("{}"u8), index, of),
        "registry.version-registered",
        1,
        Encoding.UTF8.GetBytes($"{{\"model\":\"fraud\",\"version\":{seq}}}"));

    public static LedgerRecord Record(LedgerEntry entry) => EntryCodec.Encode(entry).Value;

    /// <summary>Seven entries out of commands with one, three, two and one.</summary>
    public static List<LedgerRecord> SmallLedger() =>
    [
        Record(Entry(1)),
        Record(Entry(2, 0, 3, "three")),
        Record(Entry(3, 1, 3, "three")),
        Record(Entry(4, 2, 3, "three")),
        Record(Entry(5, 0, 2, "two")),
        Record(Entry(6, 1, 2, "two")),
        Record(Entry(7)),
    ];
}
