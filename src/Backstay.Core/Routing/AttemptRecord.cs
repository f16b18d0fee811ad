namespace Backstay.Core.Routing;

/// <summary>One try at one release.</summary>
/// <param name="OffsetUs">Microseconds from the request's arrival to the attempt's start.</param>
/// <param name="DurationUs">Microseconds until the answer or the failure.</param>
/// <param name="Status">HTTP status or its equivalent; 0 where none came.</param>
/// <param name="Error">A stable code; null on success.</param>
/// <param name="ModelVersion">As the backend echoed it: the evidence of what served.</param>
public sealed record AttemptRecord(
    string Release,
    string Backend,
    long OffsetUs,
    long DurationUs,
    int Status,
    string? Error,
    string? ModelVersion);
