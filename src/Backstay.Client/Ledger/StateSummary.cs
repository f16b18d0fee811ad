using Backstay.Core.Primitives;

namespace Backstay.Client.Ledger;

/// <summary>The state at a position, in one line and some counts.</summary>
/// <param name="StateFormat">Digests are comparable only within one format.</param>
/// <param name="Counts">How many there are of each kind of thing.</param>
public sealed record StateSummary(
    long Position, DateTimeOffset Time, Digest Digest, int StateFormat, IReadOnlyDictionary<string, long> Counts);
