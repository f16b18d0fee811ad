namespace Backstay.Gateway.Metrics;

/// <summary>Everything that the gateway counts since its process started.</summary>
/// <param name="Position">The live table's ledger position; 0 before the first.</param>
/// <param name="Escapes">Endpoints whose escape is taken now.</param>
/// <param name="EscapeNotesFailed">Times that notes of escapes could not be kept.</param>
/// <param name="Stalls">Times that the process stood still.</param>
public sealed record GatewaySnapshot(
    long Position,
    int Escapes,
    long EscapeNotesFailed,
    long Stalls,
    IReadOnlyList<EndpointSnapshot> Endpoints,
    IReadOnlyList<AttemptSnapshot> Attempts,
    IReadOnlyList<ShadowDrops> ShadowDrops);

/// <summary>Answers to callers by class of status; fallbacks are answers of another release than the assigned, or the safe default.</summary>
/// <param name="Latency">From arrival to the answer's completion.</param>
public sealed record EndpointSnapshot(
    string Endpoint, long Ok, long CallerErrors, long ServerErrors, long Fallbacks, long CallersGone, LatencySnapshot Latency);

/// <summary>Attempts at one release.</summary>
/// <param name="Path"><c>json</c> and <c>oip</c> for callers' paths, <c>shadow</c> for copies.</param>
/// <param name="Errors">Attempts whose failure is the release's.</param>
public sealed record AttemptSnapshot(
    string Endpoint, string Release, string Model, string Path, long Errors, long AnswerBytes, LatencySnapshot Latency);

/// <summary>Copies that came to no record.</summary>
/// <param name="Count">Not sent, because too many waited.</param>
/// <param name="Failed">Lost to a fault of the gateway's own; the log has each.</param>
public sealed record ShadowDrops(string Endpoint, string Release, long Count, long Failed);
