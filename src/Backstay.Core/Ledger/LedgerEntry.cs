namespace Backstay.Core.Ledger;

/// <summary>
/// One fact with its place, time and cause, in the form of DEFINITIONS.md, "Ledger entry".
/// </summary>
/// <param name="Seq">Position in the workspace's ledger, from 1; leaf index = seq - 1.</param>
/// <param name="Time">UTC with microseconds, never earlier than the entry before.</param>
/// <param name="Payload">The fact as canonical JSON (RFC 8785).</param>
public sealed record LedgerEntry(
    long Seq,
    string Workspace,
    DateTimeOffset Time,
    Actor Actor,
    CommandRef Command,
    string Kind,
    int KindVersion,
    ReadOnlyMemory<byte> Payload)
{
    /// <summary>Limit of C2SP tlog-tiles for one leaf; larger content becomes an object named by its digest.</summary>
    public const int MaxBytes = 65_535;
}
