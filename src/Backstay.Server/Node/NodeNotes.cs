namespace Backstay.Server.Node;

/// <summary>What a node that is ready does without, in words for whoever asks; names no folder.</summary>
/// <param name="Telemetry">Null where telemetry is in use.</param>
/// <param name="Objects">Null where objects can be stored.</param>
internal sealed record NodeNotes(string? Telemetry, string? Objects)
{
    public const string NoTelemetry = "Telemetry can't be used: decisions are dropped and outcomes refused. The server's log says why.";
    public const string NoObjects = "Objects can't be stored until their folder is mended and the server restarted; what can be read is served. The server's log says why.";

    /// <summary>All of it and what else there is to say; null where there is nothing.</summary>
    public string? With(string? more) => string.Join(' ', new[] { Telemetry, Objects, more }.OfType<string>()) is { Length: > 0 } said ? said : null;
}
