using System.Text.Json.Serialization;

namespace Backstay.Client.Status;

/// <summary>One page about a server.</summary>
/// <param name="Log">The log's name in checkpoints.</param>
/// <param name="LastEntry">When the last entry was made; the epoch for an empty ledger.</param>
/// <param name="Broken">Why the ledger accepts nothing more; null while all is well.</param>
/// <param name="Detail">What the server does without, though it does its work; left out where it has all.</param>
public sealed record NodeStatus(
    string Version, string Log, long Position, DateTimeOffset LastEntry, int Endpoints, int ActiveRollouts,
    int Tokens, int WaitingCommands, string? Broken,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
