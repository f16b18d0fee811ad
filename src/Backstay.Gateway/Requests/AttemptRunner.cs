using System.Runtime.CompilerServices;
using Backstay.Core.Routing;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;

namespace Backstay.Gateway.Requests;

/// <summary>
/// Step 7, forward: asks the releases of a chain in turn until one answers.
/// <code>
/// outcome of an attempt         | then
/// answer                        | served
/// caller's fault, canary        | a second opinion of the next release: if it answers, the canary refused alone and has failed
/// caller's fault, otherwise     | the caller gets the refusal
/// failed or late                | the next release, if the attempt was idempotent or never sent, and time is left
/// caller gone                   | nothing more
/// </code>
/// </summary>
internal sealed class AttemptRunner(TimeProvider time)
{
    /// <summary>The answer to give, or null where no release gave one: the safe default's turn.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadyAnswer?> RunAsync(Exchange exchange, CancellationToken callerGone)
    {
        ReadyAnswer? refusal = null;
        var chain = exchange.Chain;
        for (var i = 0; i < chain.Length; i++)
        {
            var budget = BudgetOf(exchange, i);
            if (budget <= TimeSpan.Zero)
            {
                break;
            }

            var answer = await AttemptAsync(exchange, chain[i], budget, callerGone);
            if (answer.Error == UpstreamError.None)
            {
                BlameLoneRefusal(exchange, refusal);
                refusal?.Dispose();
                return answer;
            }

            var mayRetry = chain[i].Idempotent || !answer.WasSent;
            if (answer.Error == UpstreamError.CallerInput)
            {
                refusal?.Dispose();
                refusal = answer;
                if (i == 0 && exchange.Placement.Arm == Arm.Canary && mayRetry)
                {
                    continue;
                }

                return refusal;
            }

            answer.Dispose();
            if (!mayRetry || answer.Error == UpstreamError.CallerGone)
            {
                break;
            }
        }

        return refusal;
    }

    /// <summary>
    /// What is left of the deadline; for a canary whose attempt can be repeated, its share of it, so that there is time to
    /// rescue the caller.
    /// </summary>
    private TimeSpan BudgetOf(Exchange exchange, int attempt)
    {
        var deadline = TimeSpan.FromMilliseconds(exchange.Caller.DeadlineMs);
        var left = deadline - time.GetElapsedTime(exchange.ArrivedTicks);
        var chain = exchange.Chain;
        if (attempt > 0 || exchange.Placement.Arm != Arm.Canary || chain.Length == 1 || !chain[0].Idempotent)
        {
            return left;
        }

        var limit = TimeSpan.FromMilliseconds(exchange.AttemptLimitMs);
        return limit < left ? limit : left;
    }

    private static void BlameLoneRefusal(Exchange exchange, ReadyAnswer? refusal)
    {
        if (refusal is not null)
        {
            exchange.Blame(0, UpstreamError.RefusedAlone);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadyAnswer> AttemptAsync(Exchange exchange, LiveTarget target, TimeSpan budget, CancellationToken callerGone)
    {
        var start = time.GetTimestamp();
        var answer = await AskAsync(exchange, target, budget, callerGone);
        exchange.Add(new Attempt
        {
            Target = target,
            OffsetUs = (long)time.GetElapsedTime(exchange.ArrivedTicks, start).TotalMicroseconds,
            DurationUs = time.MicrosecondsSince(start),
            Status = answer.Status,
            Error = answer.Error,
            ModelVersion = answer.ModelVersion,
            Bytes = answer.Body.Length,
        });
        return answer;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadyAnswer> AskAsync(Exchange exchange, LiveTarget target, TimeSpan budget, CancellationToken callerGone)
    {
        var mayStream = exchange.Endpoint is { Rollout: null, Kept: null };
        if (!exchange.Question.FormFor(target, mayStream).TryGet(out var form, out var refused))
        {
            return new ReadyAnswer(refused);
        }

        using (form)
        {
            using var late = new CancellationTokenSource(budget, time);
            using var gone = callerGone.UnsafeRegister(static state => ((CancellationTokenSource?)state)?.Cancel(), late);
            var answer = await target.Runtime.Upstream.SendAsync(form.Request, late.Token);
            if (answer.Error != UpstreamError.None && callerGone.IsCancellationRequested)
            {
                answer.Dispose();
                return new ReadyAnswer(UpstreamAnswer.Failed(UpstreamError.CallerGone), UpstreamError.CallerGone);
            }

            return AnswerCheck.Check(exchange.Endpoint.Name, target, form, answer);
        }
    }
}
