using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Degraded;
using Backstay.Server.Node;
using Backstay.Storage;

namespace Backstay.Server.Security;

/// <summary>
/// Makes an admin token in a data folder whose server is stopped: the way back in where the last one has expired or its secret
/// is lost. It gives nobody a right that they don't have: whoever can write the folder can put any ledger there. But it is
/// decided as every other token is, and stands in the ledger under an actor that no token can have.
/// </summary>
public static class TokenRecovery
{
    /// <summary>The actor of the entry, which has no credential; what somebody does with a token always has one.</summary>
    public const string ActorId = "data-folder-owner";

    /// <param name="folder">The data folder; nothing is made where it holds no ledger.</param>
    /// <param name="wanted">The token; its scope is admin, whatever is said there.</param>
    /// <param name="logging">Where what was met when the ledger was opened is told.</param>
    /// <returns>The token with its secret, which is shown this once; a problem where it is refused, as the API would refuse it.</returns>
    /// <exception cref="DataFolderInUseException">A server works in the folder.</exception>
    /// <exception cref="LedgerBrokenException">The ledger is damaged; as at a start, other exceptions say what else is wrong with the folder.</exception>
    public static async Task<Result<CreatedToken>> RunAsync(
        string folder, NewToken wanted, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken ct)
    {
        var layout = new DataLayout(folder);
        if (!LedgerPresence.HadLedger(layout, LedgerSession.Workspace))
        {
            return Problem.Invalid("--data", $"'{layout.Root}' holds no ledger.", "Name the folder that the server was started with: 'backstay serve --data FOLDER'.");
        }

        using var taken = DataFolderLock.Take(layout.Root);
        using var loggers = LoggerFactory.Create(logging);
        var start = new NodeStart(
            new ServeOptions { DataFolder = folder }, time, logging, loggers, layout, new SystemIdSource(), taken, new StartPhases(time));
        var opened = await LedgerOpening.OpenAsync(start, LastTable.Read(layout.Table), ct);
        using var signer = opened.Installation.Signer;
        await using var store = opened.Store;
        using var session = opened.Session;
        return await CreateAsync(session.Sequencer, wanted, start);
    }

    private static async Task<Result<CreatedToken>> CreateAsync(Sequencer sequencer, NewToken wanted, NodeStart start)
    {
        var secret = TokenSecret.Draw(start.Ids);
        var command = new CreateToken(
            wanted.Name, TokenSecret.HashOf(secret), TokenScope.Admin, wanted.Holder, wanted.Expires, wanted.LifetimeDays);
        var now = start.Time.GetUtcNow();
        var submission = new Submission(command, new Actor(ActorId, OnBehalfOf: null, Credential: null), start.Ids.NewId(now).ToString());
        return (await CommitAsync(sequencer, submission)).Map(receipt =>
        {
            var created = receipt.Facts.Select(fact => fact.Fact).OfType<TokenCreated>().Single();
            return new CreatedToken(
                created.Token, secret,
                $"The secret is shown this once; keep it safe. Entry {receipt.Position} of the ledger says that '{ActorId}' made it.",
                TokenDocuments.Of(new Token(created, Revoked: false), now));
        });
    }

    /// <summary>Runs the sequencer for one command. Not to be stopped: a token whose secret nobody was shown is of no use.</summary>
    private static async Task<Result<CommandReceipt>> CommitAsync(Sequencer sequencer, Submission submission)
    {
        using var stop = new CancellationTokenSource();
        var running = sequencer.RunAsync(stop.Token);
        var answer = await sequencer.SubmitAsync(submission, CancellationToken.None);
        await stop.CancelAsync();
        await running;
        return answer;
    }
}
