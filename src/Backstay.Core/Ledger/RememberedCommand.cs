using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>A committed command, as idempotency needs it: its body and where its entries are.</summary>
public readonly record struct RememberedCommand(Digest Body, long FirstSeq, int Of);
