using System.Collections.Immutable;
using System.Diagnostics;
using Backstay.Fuzz.Inputs;

namespace Backstay.Fuzz.Requests;

/// <summary>What a run of requests came to.</summary>
/// <param name="Statuses">How many answers of each status.</param>
/// <param name="Accepted">Writes that were sound after all.</param>
/// <param name="Codes">How many refusals of each status and code.</param>
/// <param name="Slowest">The longest wait for an answer.</param>
public sealed record RequestReport(
    int Sent, int Accepted, IReadOnlyDictionary<int, int> Statuses, IReadOnlyDictionary<string, int> Codes, TimeSpan Slowest, ImmutableArray<FuzzFailure> Failures);

/// <summary>Sends drawn requests one after the other and holds every answer to <see cref="AnswerRules"/>.</summary>
/// <param name="position">
/// Where the ledger stands, which a refused request must leave as it was; null where others write at the same time.
/// </param>
public sealed class RequestRun(Uri api, Uri gateway, Credentials credentials, Func<long>? position)
{
    /// <summary>Enough to see what is wrong.</summary>
    private const int MostFailures = 20;

    private const int MostShrinks = 80;
    private readonly RequestDraw _draw = new(credentials);

    /// <param name="from">The first request's number; a failure names its own.</param>
    public async Task<RequestReport> RunAsync(RequestGroup group, int seed, int from, int count, CancellationToken ct)
    {
        using var control = new RawConnection(api);
        using var calls = new RawConnection(gateway);
        var statuses = new SortedDictionary<int, int>();
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var slowest = TimeSpan.Zero;
        var failures = ImmutableArray.CreateBuilder<FuzzFailure>();
        var accepted = 0;
        var sent = 0;
        for (; sent < count && failures.Count < MostFailures; sent++)
        {
            var drawn = _draw.Draw(Draws.Of(seed, group.Name, from + sent), group);
            var connection = drawn.Request.OnGateway ? calls : control;
            var watch = Stopwatch.StartNew();
            var (answer, fault) = await TryAsync(drawn, connection, ct);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            if (answer.Status >= 400)
            {
                var code = $"{answer.Status} {answer.Member("code")}".TrimEnd();
                codes[code] = codes.GetValueOrDefault(code) + 1;
            }

            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            accepted += drawn.Operation.Writes && answer.Status is >= 200 and < 300 ? 1 : 0;
            if (fault is not null)
            {
                failures.Add(await ShrinkAsync(new FuzzFailure(group.Name, seed, from + sent, fault, drawn.Request, answer), drawn, connection, ct));
            }
        }

        return new RequestReport(sent, accepted, statuses, codes, slowest, failures.ToImmutable());
    }

    private async Task<(RawAnswer Answer, string? Fault)> TryAsync(Drawn drawn, RawConnection connection, CancellationToken ct)
    {
        var before = position?.Invoke();
        RawAnswer answer;
        try
        {
            answer = await connection.SendAsync(drawn.Request, ct);
        }
        catch (TimeoutException hang)
        {
            return (RawAnswer.Closed, hang.Message);
        }

        // A lie about where the body ends may hide a second, sound request behind the first.
        return answer.Status >= 400 && drawn.Request.IsFramed && position?.Invoke() != before
            ? (answer, "the request was refused, and the ledger grew")
            : (answer, AnswerRules.FaultOf(drawn, answer));
    }

    /// <summary>Takes away what the same fault does not need.</summary>
    private async Task<FuzzFailure> ShrinkAsync(FuzzFailure failure, Drawn drawn, RawConnection connection, CancellationToken ct)
    {
        var tries = 0;
        var smaller = true;
        while (smaller && tries < MostShrinks)
        {
            smaller = false;
            foreach (var simpler in Simpler(failure.Request))
            {
                var (answer, fault) = ++tries <= MostShrinks ? await TryAsync(drawn with { Request = simpler }, connection, ct) : (RawAnswer.Closed, null);
                if (fault == failure.Fault && answer.Status == failure.Answer.Status)
                {
                    failure = failure with { Request = simpler, Answer = answer };
                    smaller = true;
                    break;
                }
            }
        }

        return failure;
    }

    private static IEnumerable<HostileRequest> Simpler(HostileRequest request)
    {
        foreach (var header in request.Headers.Where(header => header.Name is not ("Host" or "Authorization")))
        {
            yield return request with { Headers = request.Headers.Remove(header) };
        }

        if (request.Target.IndexOf('?', StringComparison.Ordinal) is > 0 and var query)
        {
            yield return request with { Target = request.Target[..query] };
        }

        var body = request.Body;
        if (body.Length > 0)
        {
            yield return request with { Body = default };
            yield return request with { Body = body[..(body.Length / 2)] };
            yield return request with { Body = body[(body.Length / 2)..] };
        }
    }
}
