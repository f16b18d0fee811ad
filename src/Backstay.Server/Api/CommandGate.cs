using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Metrics;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>Submits a command in the form that it has by now, with what was made ready for it.</summary>
public delegate Task<Result<CommandReceipt>> Commit(ICommand command);

/// <summary>Submits commands for requests and for the server's own loops.</summary>
public sealed class CommandGate(LedgerSession ledger, IIdSource ids, TimeProvider time)
{
    public const string KeyHeader = "Idempotency-Key";
    public const string OnBehalfOfHeader = "Backstay-On-Behalf-Of";

    private readonly CommandTurns _turns = new();

    public CommandMetrics Metrics { get; } = new();

    /// <summary>Commits for whoever made the request; repeats of one idempotency key get the first answer.</summary>
    public async Task<Result<CommandReceipt>> SubmitAsync(HttpContext http, ICommand command) =>
        Read(http).TryGet(out var given, out var problem)
            ? await SubmitAsync(new Submission(command, given.Actor, given.Key ?? NewKey()), http.RequestAborted)
            : problem;

    /// <summary>
    /// As <see cref="SubmitAsync(HttpContext, ICommand)"/> for a command that something is made ready for first, or measured.
    /// A repeat gets the first answer without any of that, whatever the world has become; while its first is under way it waits.
    /// </summary>
    /// <param name="asked">What the caller asked for; enough to know a repeat by, and never decided.</param>
    /// <param name="prepare">Makes ready and commits, or says why not. The command has the same form as <paramref name="asked"/>.</param>
    public async Task<Result<CommandReceipt>> SubmitAsync(
        HttpContext http, ICommand asked, Func<Commit, CancellationToken, Task<Result<CommandReceipt>>> prepare)
    {
        if (!Read(http).TryGet(out var given, out var problem))
        {
            return problem;
        }

        // A caller who leaves stops waiting, not what was submitted: its turn ends when it is known what became of it.
        var ct = http.RequestAborted;
        var answer = given.Key is { } key
            ? _turns.RunAsync(IdempotencyState.KeyOf(given.Actor.Credential, key), () => OnceAsync(new Submission(asked, given.Actor, key), prepare, ct))
            : prepare(command => SubmitAsync(new Submission(command, given.Actor, NewKey()), CancellationToken.None), ct);
        return await answer.WaitAsync(ct);
    }

    /// <summary>Commits for one of the server's loops.</summary>
    public Task<Result<CommandReceipt>> SubmitAsync(string loop, ICommand command, CancellationToken ct) =>
        SubmitAsync(new Submission(command, new Actor(loop, OnBehalfOf: null, Credential: null), NewKey()), ct);

    private async Task<Result<CommandReceipt>> OnceAsync(
        Submission asked, Func<Commit, CancellationToken, Task<Result<CommandReceipt>>> prepare, CancellationToken ct)
    {
        if (ledger.Current.Idempotency.Find(asked.Actor.Credential, asked.CommandId) is not null)
        {
            // By way of the queue, as its first came: nobody hears of a command before the routing table follows it.
            var repeated = await SubmitAsync(asked with { RepeatsOnly = true }, CancellationToken.None);
            if (repeated.Problem?.Code != Submission.NotRemembered)
            {
                return repeated;
            }
        }

        return await prepare(command => SubmitAsync(new Submission(command, asked.Actor, asked.CommandId), CancellationToken.None), ct);
    }

    /// <summary>Who asks, and under which key; null where none was given.</summary>
    private static Result<(Actor Actor, string? Key)> Read(HttpContext http)
    {
        var headers = http.Request.Headers;
        string? onBehalfOf = null;
        var problem = Single(headers, KeyHeader, out var key)
            ?? Single(headers, OnBehalfOfHeader, out onBehalfOf)
            ?? TextRules.Optional(OnBehalfOfHeader, onBehalfOf, Actor.MaxLength);
        if (problem is not null)
        {
            return problem;
        }

        return (http.Caller().ToActor(onBehalfOf), key);
    }

    private string NewKey() => ids.NewId(time.GetUtcNow()).ToString();

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
