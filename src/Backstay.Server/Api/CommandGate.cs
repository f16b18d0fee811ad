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
        var caller = http.Caller();
        var onBehalfOf = http.Request.Headers[OnBehalfOfHeader].FirstOrDefault();
        if (TextRules.TooLong(OnBehalfOfHeader, onBehalfOf, Actor.MaxLength) is { } problem)
        {
            return Task.FromResult<Result<CommandReceipt>>(problem);
        }

        var key = http.Request.Headers[KeyHeader].FirstOrDefault() ?? ids.NewId(time.GetUtcNow()).ToString();
        return SubmitAsync(new Submission(command, caller.ToActor(onBehalfOf), key), http.RequestAborted);
    }

    /// <summary>Commits for one of the server's loops.</summary>
    public Task<Result<CommandReceipt>> SubmitAsync(string loop, ICommand command, CancellationToken ct) =>
        SubmitAsync(
            new Submission(command, new Actor(loop, OnBehalfOf: null, Credential: null), ids.NewId(time.GetUtcNow()).ToString()), ct);

    private async Task<Result<CommandReceipt>> SubmitAsync(Submission submission, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var answer = await ledger.Sequencer.SubmitAsync(submission, ct);
        Metrics.Record(submission.Command, answer, time.GetElapsedTime(started));
        return answer;
    }
}
