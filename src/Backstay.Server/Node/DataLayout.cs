namespace Backstay.Server.Node;

/// <summary>Where things lie in a data folder.</summary>
public sealed class DataLayout(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>One SQLite file a workspace.</summary>
    public string LedgerOf(string workspace) => Path.Combine(Root, "ledger", workspace + ".db");

    public string Decisions => Path.Combine(Root, "telemetry", "decisions.db");

    /// <summary>Escapes taken ahead of the ledger.</summary>
    public string Escapes => Path.Combine(Root, "escapes");

    /// <summary>The last good routing table, for a start without the ledger.</summary>
    public string Table => Path.Combine(Root, "table");

    /// <summary>What the folder with copies of what moves begins with, which is there while a backup goes out.</summary>
    public string BackupPrefix => Path.Combine(Root, "backup-");

    /// <summary>How far alerts were told.</summary>
    public string Alerts => Path.Combine(Root, "alerts");

    /// <summary>This installation's random name, part of every checkpoint's origin.</summary>
    public string Installation => Path.Combine(Root, "installation");

    /// <summary>The private key that signs checkpoints.</summary>
    public string CheckpointKey => Path.Combine(Root, "keys", "checkpoint.pem");

    /// <summary>The key that units are digested with; never the units themselves are kept.</summary>
    public string UnitKey => Path.Combine(Root, "keys", "unit.key");
}
