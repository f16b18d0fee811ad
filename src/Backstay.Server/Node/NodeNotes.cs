namespace Backstay.Server.Node;

/// <summary>What a node that is ready does without, in words for whoever asks; names no folder.</summary>
/// <param name="Telemetry">Null where telemetry is in use.</param>
internal sealed record NodeNotes(string? Telemetry)
{
    public const string NoTelemetry = "Telemetry can't be used: decisions are dropped and outcomes refused. The server's log says why.";
}
