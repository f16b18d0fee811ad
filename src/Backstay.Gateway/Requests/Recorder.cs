using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>Step 9, record: the decision with all that it takes to recompute it, and the counters.</summary>
internal sealed class Recorder(IDecisionSink sink, TimeProvider time, HeartbeatThread heartbeat, string workspace)
{
    public void Record(Exchange exchange, Digest? output, ImmutableArray<KeptValue> kept)
    {
        var endpoint = exchange.Endpoint;
        var placement = exchange.Placement;
        var attempts = exchange.Attempts;
        var records = ImmutableArray.CreateBuilder<AttemptRecord>(attempts.Length);
        foreach (var attempt in attempts)
        {
            records.Add(attempt.ToRecord());
            var counters = exchange.Question.Protocol == CallerProtocol.Oip ? attempt.Target.Counters.Oip : attempt.Target.Counters.Json;
            counters.Record(attempt.DurationUs, attempt.Error.IsFailure(), attempt.Bytes);
            if (attempt.Error == UpstreamError.None)
            {
                attempt.Target.Counters.NoteAnswer(attempt.DurationUs);
            }
        }

        endpoint.Counters.Record(
            exchange.Status, time.MicrosecondsSince(exchange.ArrivedTicks), exchange.Fallback is not null, exchange.CallerGone);
        sink.Record(new DecisionRecord
        {
            Id = exchange.Id,
            Time = exchange.Arrived,
            Completed = time.GetUtcNow(),
            Workspace = workspace,
            Position = exchange.Table.Position,
            Escaped = endpoint.Escaped,
            Endpoint = endpoint.Name,
            Rollout = endpoint.Rollout,
            Step = endpoint.Step,
            Bucket = placement.Bucket,
            Unit = placement.Unit,
            UnitSource = placement.Origin,
            Propensity = placement.Propensity,
            CanaryWeight = endpoint.CanaryWeight,
            AssignedArm = placement.Arm,
            AssignedRelease = placement.Arm == Arm.Canary ? endpoint.CanaryChain[0].Release : endpoint.Current,
            ServedRelease = exchange.Served?.Release,
            Attempts = records.MoveToImmutable(),
            Kept = kept,
            FallbackReason = exchange.Fallback,
            DeadlineMs = exchange.Caller.DeadlineMs,
            AttemptLimitMs = exchange.AttemptLimitMs == exchange.Caller.DeadlineMs ? null : exchange.AttemptLimitMs,
            ShortDeadline = exchange.Caller.DeadlineMs < endpoint.Config.DeadlineMs,
            Status = exchange.Status,
            RequestId = exchange.Caller.RequestId,
            Input = Digest.Of(exchange.Question.Body.Span),
            Output = output,
            NotReady = endpoint.NotReady,
            NotEvidence = !endpoint.IsEvidenceIn(placement.Arm) || SaysNothing(attempts, endpoint),
            Stalled = heartbeat.StoodStillSince(exchange.ArrivedTicks),
        });
    }

    /// <summary>
    /// A body that came too late says nothing of the release that the request was assigned to, nor does a refusal as the
    /// caller's fault, unless the arms are compared by it, nor a caller who left an answer in its midst. Who left before any
    /// answer waited for as long as the attempt says: the guards know whether that was too long.
    /// </summary>
    private static bool SaysNothing(ReadOnlySpan<Attempt> attempts, LiveEndpoint endpoint) =>
        attempts.IsEmpty
        || (attempts[0].Error == UpstreamError.CallerInput && !endpoint.ComparesRefusals)
        || attempts[0] is { Error: UpstreamError.CallerGone, Status: not 0 };
}
