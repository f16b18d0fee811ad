using System.Text;
using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Storage.Telemetry;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 10: no secret of a token, no caller's name of its own and no text that may have to be erased stands in an entry, in
/// a decision record as it goes to the disk, or in a refusal, which logs repeat.
/// </summary>
internal sealed class NothingPrivateIsWritten(Watch watch) : Invariant(watch)
{
    /// <summary>Of the decisions every so many is put into its bytes; who writes secrets writes them all the time.</summary>
    private const int OneOf = 8;

    private static readonly byte[] Mark = Encoding.UTF8.GetBytes(Private.Mark);
    private int _completed;

    public override string Name => "nothing-private-is-written";

    public override int? Number => 10;

    public override void OnWritten(LedgerRecord record) => Require(IsSilent(record.Bytes.Span), $"entry {record.Seq} holds something private");

    public override void OnRefused(string command, Problem problem) =>
        Require(!$"{problem} {problem.Hint}".Contains(Private.Mark, StringComparison.Ordinal), $"the refusal of command {command} says something private");

    public override void OnCompleted(DecisionRecord decision, Passage passage)
    {
        if (_completed++ % OneOf == 0)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(decision, TelemetryJson.Default.DecisionRecord);
            Require(IsSilent(bytes), $"the record of decision {decision.Id} holds something private");
        }
    }

    private static bool IsSilent(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Mark) < 0;
}
