using Backstay.Core.Primitives;

namespace Backstay.Client.Ledger;

/// <summary>Where a ledger stands.</summary>
/// <param name="Origin">The log's name, as its checkpoints say it.</param>
/// <param name="Size">Number of entries; also the position of the state.</param>
/// <param name="Root">The RFC 9162 root over them.</param>
/// <param name="VerifierKey">The public key that checks this log's checkpoints, in its text form.</param>
/// <param name="Broken">Why nothing more is accepted; null while all is well.</param>
/// <param name="StateDigest">The state's digest; only where asked for, since it costs a walk over the whole state.</param>
public sealed record LedgerHead(string Origin, long Size, Digest Root, string VerifierKey, string? Broken, Digest? StateDigest);
