using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Metrics;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>Submits commands for requests and for the server's own loops.</summary>
public sealed class CommandGate(LedgerSession ledger, IIdSource ids, TimeProvider time)
{
    public const string KeyHeader = "Idempotency-Key";
    public const string OnBehalfOfHeader = "Backstay-On-Behalf-Of";

    public CommandMetrics Metrics { get; } = new();

    /// <summary>Commits for whoever made the request; repeats of one idempotency key get the first answer.</summary>
    public Task<Result<CommandReceipt>> SubmitAsync(HttpContext http, ICommand command)
    {
        var headers = http.Request.Headers;
        string? onBehalfOf = null;
        var problem = Single(headers, KeyHeader, out var key)
            ?? Single(headers, OnBehalfOfHeader, out onBehalfOf)
            ?? TextRules.Optional(OnBehalfOfHeader, onBehalfOf, Actor.MaxLength);
        if (problem is not null)
        {
            return Task.FromResult<Result<CommandReceipt>>(problem);
        }

        return SubmitAsync(
            new Submission(command, http.Caller().ToActor(onBehalfOf), key ?? ids.NewId(time.GetUtcNow()).ToString()), http.RequestAborted);
    }

    /// <summary>Commits for one of the server's loops.</summary>
    public Task<Result<CommandReceipt>> SubmitAsync(string loop, ICommand command, CancellationToken ct) =>
        SubmitAsync(
            new Submission(command, new Actor(loop, OnBehalfOf: null, Credential: null), ids.NewId(time.GetUtcNow()).ToString()), ct);

    /// <summary>Which of two was meant, nobody can say.</summary>
    private static Problem? Single(IHeaderDictionary headers, string name, out string? value)
    {
        var values = headers[name];
        value = values.Count == 1 ? values[0] : null;
        return values.Count > 1 ? Problem.Invalid(name, "This header may be given once.") : null;
    }

    private async Task<Result<CommandReceipt>> SubmitAsync(Submission submission, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var answer = await ledger.Sequencer.SubmitAsync(submission, ct);
        Metrics.Record(submission.Command, answer, time.GetElapsedTime(started));
        return answer;
    }
}
