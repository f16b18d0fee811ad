using System.Collections.Immutable;
using System.Threading.Channels;
using Backstay.Core.Routing;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Backstay.Gateway.Shadows;

/// <summary>
/// Step 11, shadow: gives shadows their copies, beside the callers' path: bounded in number and in bytes, dropped and counted beyond. It
/// can neither change nor delay an answer (invariant 8), since it starts when the answer is out and never makes anybody wait.
/// </summary>
internal sealed partial class ShadowQueue(
    GatewayTables tables, IDecisionSink sink, TimeProvider time, HeartbeatThread heartbeat, IOptions<GatewayOptions> options, ILogger<ShadowQueue> logger)
    : BackgroundService
{
    private readonly Channel<ShadowCopy> _copies = Channel.CreateBounded<ShadowCopy>(
        new BoundedChannelOptions(options.Value.ShadowQueue) { FullMode = BoundedChannelFullMode.Wait });

    private long _bytes;

    /// <summary>Takes a copy, and the question with it; or drops it, counts that, and the caller keeps the question.</summary>
    public bool TryAdd(ShadowCopy copy)
    {
        if (Interlocked.Add(ref _bytes, copy.Question.Size) <= options.Value.ShadowBytes && _copies.Writer.TryWrite(copy))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -copy.Question.Size);
        copy.Target.Counters.DropShadow();
        return false;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var workers = new Task[options.Value.ShadowWorkers];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = Task.Run(() => WorkAsync(stoppingToken), stoppingToken);
        }

        return Task.WhenAll(workers);
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var copy in _copies.Reader.ReadAllAsync(ct))
        {
            try
            {
                if (IsStillShadow(copy))
                {
                    await SendAsync(copy, ct);
                }
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                // The worker's edge: one copy is lost, and the next ones are not.
                copy.Target.Counters.FailShadow();
                LogFailed(logger, copy.Decision, copy.Target.Release, fault);
            }
            finally
            {
                Interlocked.Add(ref _bytes, -copy.Question.Size);
                copy.Question.Dispose();
            }
        }
    }

    /// <summary>A shadow that was withdrawn while its copy waited gets no more requests.</summary>
    private bool IsStillShadow(ShadowCopy copy) =>
        tables.Live.TryFind(copy.Endpoint.Name, out var now) && now.Rollout == copy.Endpoint.Rollout
        && now.Shadow?.Release == copy.Target.Release;

    private async Task SendAsync(ShadowCopy copy, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        using var answer = await AskAsync(copy, ct);
        if (ct.IsCancellationRequested)
        {
            return;
        }

        var error = answer.Error == UpstreamError.CallerInput && copy.WasServed ? UpstreamError.RefusedAlone : answer.Error;
        var attempt = new Attempt
        {
            Target = copy.Target,
            OffsetUs = (long)time.GetElapsedTime(copy.ArrivedTicks, start).TotalMicroseconds,
            DurationUs = time.MicrosecondsSince(start),
            Status = answer.Status,
            Error = error,
            ModelVersion = answer.ModelVersion,
            Bytes = answer.Body.Length,
        };
        copy.Target.Counters.Shadow.Record(attempt.DurationUs, error.IsFailure(), attempt.Bytes);
        sink.Record(new ShadowRecord(
            copy.Decision,
            copy.Endpoint.Name,
            copy.Endpoint.Rollout ?? string.Empty,
            copy.Endpoint.Step,
            time.GetUtcNow(),
            attempt.ToRecord(),
            error == UpstreamError.None
                ? KeptFields.Read(answer.Body.Span, copy.Endpoint.Kept, copy.Endpoint.KeptNames)
                : ImmutableArray<KeptValue>.Empty,
            heartbeat.StoodStillSince(start)));
    }

    private async Task<ReadyAnswer> AskAsync(ShadowCopy copy, CancellationToken ct)
    {
        if (!copy.Question.FormFor(copy.Target, mayStream: false).TryGet(out var form, out var refused))
        {
            return new ReadyAnswer(refused);
        }

        using (form)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(copy.DeadlineMs), time);
            using var stopping = ct.UnsafeRegister(static state => ((CancellationTokenSource?)state)?.Cancel(), late);
            var answer = await copy.Target.Runtime.Upstream.SendAsync(form.Request, late.Token);
            return AnswerCheck.Check(copy.Endpoint.Name, copy.Target, form, answer);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The copy of decision {Decision} for release {Release} failed inside the gateway")]
    private static partial void LogFailed(ILogger logger, Guid decision, string release, Exception fault);
}
