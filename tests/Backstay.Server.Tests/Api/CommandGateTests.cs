using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Server.Api;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.TestKit;
using Microsoft.AspNetCore.Http;

namespace Backstay.Server.Tests.Api;

/// <summary>Repeats at the gate, where a test decides when the ledger gets to a command.</summary>
public sealed class CommandGateTests
{
    private static readonly ICommand Command = new SetSystem(Name.Parse("database"), SemanticVersion.Parse("1.0.0"), "why");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repeat_of_a_command_whose_caller_left_waits_until_it_is_known_what_became_of_it()
    {
        using var folder = new TemporaryFolder();
        var ids = new SystemIdSource();
        using var ledger = await LedgerSession.OpenAsync(
            new MemoryLedgerStore(), Installation.Open(new DataLayout(folder.FullPath), LedgerSession.Workspace, ids), [], (TimeProvider.System, ids), Ct);
        var gate = new CommandGate(ledger, ids, TimeProvider.System);
        var prepared = 0;
        Task<Result<CommandReceipt>> Prepare(Commit commit, CancellationToken ct)
        {
            prepared++;
            return commit(Command);
        }

        using var caller = new CancellationTokenSource();
        var first = gate.SubmitAsync(Request(caller.Token), Command, Prepare);
        Assert.Equal(1, ledger.Sequencer.Waiting);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var repeat = gate.SubmitAsync(Request(Ct), Command, Prepare);
        Assert.False(repeat.IsCompleted);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = ledger.Sequencer.RunAsync(stop.Token);
        var answer = await repeat;
        await stop.CancelAsync();
        await running;

        Assert.True(answer.Value.Replayed);
        Assert.Equal((1, 1L), (prepared, ledger.Current.Position));
    }

    private static DefaultHttpContext Request(CancellationToken aborted)
    {
        var http = new DefaultHttpContext { RequestAborted = aborted };
        http.Features.Set(Caller.Local);
        http.Request.Headers[CommandGate.KeyHeader] = "k1";
        return http;
    }
}
