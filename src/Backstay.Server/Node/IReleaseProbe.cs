using Backstay.Core.Routing;

namespace Backstay.Server.Node;

/// <summary>Runs one input through a whole release, processor and validation included, outside users' traffic.</summary>
public interface IReleaseProbe
{
    /// <param name="target">A prepared release (<see cref="IReleasePreparer.PrepareAsync"/>).</param>
    /// <param name="body">The JSON body that a caller would send to <c>/endpoints/ENDPOINT</c>.</param>
    /// <param name="deadline">When the attempt is given up.</param>
    Task<ProbeAnswer> ProbeAsync(
        EndpointConfig endpoint, RouteTarget target, ReadOnlyMemory<byte> body, TimeSpan deadline, CancellationToken ct);
}

/// <summary>What came of one probe.</summary>
/// <param name="Status">HTTP status or its equivalent; 0 where none came.</param>
/// <param name="Latency">From the question to the whole answer, or until it was given up.</param>
/// <param name="Error">A stable code such as <c>late</c> or <c>connection-refused</c>; null where an answer came.</param>
/// <param name="SchemaFailure">How the answer breaks what the release declares; null where it does not.</param>
/// <param name="Answer">The answer's body; empty where none came.</param>
public sealed record ProbeAnswer(
    int Status, TimeSpan Latency, string? Error, string? SchemaFailure, ReadOnlyMemory<byte> Answer);
