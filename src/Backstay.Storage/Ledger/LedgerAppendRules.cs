using Backstay.Core.Ledger;

namespace Backstay.Storage.Ledger;

/// <summary>What every engine asks of a batch before it touches anything: a batch that breaks these is a bug of the caller.</summary>
internal static class LedgerAppendRules
{
    public static void Check(long expectedHead, IReadOnlyList<LedgerRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedHead);
        if (records.Count == 0)
        {
            throw new ArgumentException("A batch has at least one record.", nameof(records));
        }

        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (record.Seq != expectedHead + 1 + i)
            {
                throw new ArgumentException(
                    $"Record {i} of the batch has seq {record.Seq}, not {expectedHead + 1 + i}.", nameof(records));
            }

            if (record.Bytes.Length is 0 or > LedgerEntry.MaxBytes)
            {
                throw new ArgumentException(
                    $"Record {record.Seq} has {record.Bytes.Length} bytes; 1 to {LedgerEntry.MaxBytes} are allowed.",
                    nameof(records));
            }
        }
    }
}
