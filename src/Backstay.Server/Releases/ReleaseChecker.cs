using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;
using Backstay.Server.Node;

namespace Backstay.Server.Releases;

/// <summary>
/// Runs samples through a whole release, one after the other, so that what is measured is the release and not the
/// check. Stops when <see cref="MaxFailures"/> have failed: the verdict is clear, and a dead backend costs a deadline each.
/// </summary>
internal sealed class ReleaseChecker(LedgerSession ledger, TrafficGate gate, ReleaseLoader loader, ReleaseProbe probe)
{
    public const int MaxFailures = 100;

    /// <summary>Codes of answers that came and are not what the release declares.</summary>
    private static readonly ImmutableArray<string> SchemaCodes =
        ["wrong-shape", "wrong-version", "malformed-answer", "processor-mismatch", "answer-too-large"];

    public async Task<Result<CheckRun>> RunAsync(Name release, CheckReleaseRequest request, CancellationToken ct)
    {
        var world = ledger.Current;
        if (!world.Releases.Releases.TryGetValue(release, out var found))
        {
            return Problem.NotFound("release", release.ToString(), "Propose it first: backstay apply -f FILE.");
        }

        if (!world.Routing.Endpoints.TryGetValue(request.Endpoint, out var endpoint))
        {
            return Problem.NotFound("endpoint", request.Endpoint.ToString(), "Declare it first: backstay apply -f FILE.") with { Field = "endpoint" };
        }

        if (ProblemOf(request, endpoint.Config) is { } problem)
        {
            return problem;
        }

        // Before it is made ready: what failed because somebody let go of it meanwhile would be no evidence against it.
        using var held = await gate.HoldAsync(found.Fact.Parts.Model, ct);
        var runtime = await loader.PrepareAsync(endpoint.Config, release, world, ct);
        return runtime.IsOk
            ? await RunAsync(endpoint.Config, runtime.Value, request, ct)
            : runtime.Problem;
    }

    private async Task<Result<CheckRun>> RunAsync(
        EndpointConfig endpoint, ReleaseRuntime runtime, CheckReleaseRequest request, CancellationToken ct)
    {
        var deadlineMs = request.DeadlineMs ?? endpoint.DeadlineMs;
        using var inputs = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var times = new List<long>(request.Samples.Length);
        var (errors, schema, late) = (0, 0, 0);
        CheckFailure? first = null;
        for (var i = 0; i < request.Samples.Length && errors + schema + late < MaxFailures; i++)
        {
            var body = Encoding.UTF8.GetBytes(request.Samples[i].GetRawText());
            inputs.AppendData(body);
            inputs.AppendData("\n"u8);
            var result = await probe.SendAsync(endpoint.Endpoint, runtime, body, TimeSpan.FromMilliseconds(deadlineMs), ct);
            times.Add(result.DurationUs);
            if (FailureOf(i, result, deadlineMs) is { } failure)
            {
                first ??= failure;
                errors += failure.Kind == "error" ? 1 : 0;
                schema += failure.Kind == "schema" ? 1 : 0;
                late += failure.Kind == "late" ? 1 : 0;
            }
        }

        times.Sort();
        return new CheckRun(
            errors, schema, late, deadlineMs, [.. times],
            new Digest(inputs.GetHashAndReset()), first, BackendDigests.Of(endpoint.Endpoint, runtime.Target.Backend));
    }

    private static CheckFailure? FailureOf(int sample, ProbeResult result, int deadlineMs) => result.Error switch
    {
        null => result.DurationUs <= deadlineMs * 1000L ? null : new(sample, "late", $"answered after {result.DurationUs / 1000} ms; {deadlineMs} ms are allowed"),
        "late" => new(sample, "late", $"no answer within {deadlineMs} ms"),
        { } code when SchemaCodes.Contains(code) => new(sample, "schema", $"the answer is not what the release declares: {code}"),
        { } code => new(sample, "error", result.Status == 0 ? code : $"{code}, status {result.Status}"),
    };

    private static Problem? ProblemOf(CheckReleaseRequest request, EndpointConfig endpoint)
    {
        for (var i = 0; i < request.Samples.Length; i++)
        {
            if (Encoding.UTF8.GetByteCount(request.Samples[i].GetRawText()) > endpoint.MaxBodyBytes)
            {
                return Problem.Invalid($"samples[{i}]", $"This sample is larger than the {endpoint.MaxBodyBytes} bytes that the endpoint accepts.");
            }
        }

        // Looser than what callers are promised would prove nothing.
        return request.DeadlineMs is { } deadline && (deadline < 1 || deadline > endpoint.DeadlineMs)
            ? Problem.Invalid("deadlineMs", $"'deadlineMs' must be from 1 to the endpoint's own {endpoint.DeadlineMs}.")
            : null;
    }
}
