using System.Text;
using Backstay.Core.Primitives;
using Backstay.Gateway.Buffers;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>What one sample came to when it went through a whole release.</summary>
/// <param name="Error">A stable code; null where the release answered within the deadline and its schema.</param>
/// <param name="Answer">What a caller would have got, as UTF-8 text; null on failure.</param>
public sealed record ProbeResult(string? Error, int Status, long DurationUs, string? Answer);

/// <summary>Sends samples through a release as callers would, without any of them: processor, backend, checks.</summary>
public sealed class ReleaseProbe(TimeProvider time)
{
    public async Task<ProbeResult> SendAsync(
        Name endpoint, ReleaseRuntime runtime, ReadOnlyMemory<byte> body, TimeSpan deadline, CancellationToken ct)
    {
        var counters = new ReleaseCounters(endpoint.ToString(), runtime.Target.Release.ToString(), runtime.Target.Model.ToString());
        var target = new LiveTarget(runtime, counters);
        var buffer = new PooledBuffer(body.Length);
        buffer.Append(body.Span);
        using var question = new Question(CallerProtocol.Json, buffer, ForwardedHeaders.None);
        if (!question.FormFor(target, mayStream: false).TryGet(out var form, out var refused))
        {
            return new ProbeResult(refused.ToString(), Status: 0, DurationUs: 0, Answer: null);
        }

        using (form)
        {
            var start = time.GetTimestamp();
            using var late = new CancellationTokenSource(deadline, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
            using var answer = AnswerCheck.Check(
                endpoint.ToString(), target, form, await runtime.Upstream.SendAsync(form.Request, linked.Token));
            ct.ThrowIfCancellationRequested();
            var elapsed = time.MicrosecondsSince(start);
            return answer.Error == UpstreamError.None
                ? new ProbeResult(null, answer.Status, elapsed, Encoding.UTF8.GetString(answer.Body.Span))
                : new ProbeResult(answer.Error.ToCode(), answer.Status, elapsed, null);
        }
    }
}
