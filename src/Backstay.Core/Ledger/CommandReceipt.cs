using System.Collections.Immutable;

namespace Backstay.Core.Ledger;

/// <summary>The answer to a command: what was committed, or nothing where everything was so already.</summary>
/// <param name="Position">The position at which the answer holds.</param>
/// <param name="Replayed">Whether this is the first answer again, for a repeated idempotency key.</param>
public sealed record CommandReceipt(long Position, ImmutableArray<CommittedFact> Facts, bool Replayed);
