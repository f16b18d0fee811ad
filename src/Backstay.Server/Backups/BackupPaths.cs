using System.Text.RegularExpressions;
using Backstay.Core.Primitives;

namespace Backstay.Server.Backups;

/// <summary>The only names that a backup's files may have: whoever wrote the archive, nothing is written beside the data folder.</summary>
internal static partial class BackupPaths
{
    public const string Ledger = "ledger/default.db";
    public const string Telemetry = "telemetry/decisions.db";
    public const string TelemetryHoles = "telemetry/decisions.db.holes";
    public const string Installation = "installation";
    public const string Escapes = "escapes";
    public const string Alerts = "alerts";
    public const string CheckpointKey = "keys/checkpoint.pem";
    public const string UnitKey = "keys/unit.key";

    private const int Shard = 2;
    private const string Objects = "objects/sha256/";

    public static string Of(Digest digest) => $"{Objects}{digest.ToHex()[..Shard]}/{digest.ToHex()[Shard..]}";

    public static bool IsKnown(string path) =>
        path is Ledger or Telemetry or TelemetryHoles or Installation or Escapes or Alerts or CheckpointKey or UnitKey || ObjectOf(path) is not null;

    /// <summary>The object that a path names; null where it is none.</summary>
    public static Digest? ObjectOf(string path) =>
        ObjectPath().IsMatch(path) && Digest.TryParse(path[Objects.Length..].Replace("/", "", StringComparison.Ordinal), out var digest) ? digest : null;

    [GeneratedRegex("^objects/sha256/[0-9a-f]{2}/[0-9a-f]{62}$", RegexOptions.CultureInvariant)]
    private static partial Regex ObjectPath();
}
