namespace Backstay.Client.Backups;

/// <summary>What a backup holds beside the ledger and the objects.</summary>
public sealed record BackupRequest
{
    /// <summary>Decisions, their shadows and outcomes: what explanations, and the judges of rollouts that run, read.</summary>
    public bool Telemetry { get; init; }

    /// <summary>The private key that signs checkpoints, and the key that units are digested with. Whoever has the file has them.</summary>
    public bool Keys { get; init; }
}
