using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Backstay.Client;
using Backstay.TestKit.Durability;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Scenes;

namespace Backstay.TestKit.Faults;

/// <summary>
/// A data folder whose servers meet one failing system call each, in the midst of writes through the API and of calls through
/// the gateway. Before each run all that was acknowledged so far is read again.
/// </summary>
internal sealed class FaultyServer
{
    private const int Rounds = 10;

    /// <summary>What a caller may be told of a disk that fails; anything else, a 500 above all, is a bug.</summary>
    private static readonly string[] Honest = ["ledger-full", "ledger-broken", "ledger-unread", "storage-failed", "no-space"];

    private readonly string _data;
    private readonly string _admin;
    private readonly Writer _writer;
    private readonly CancellationToken _ct;
    private int _calls;

    private FaultyServer(string data, string admin, int seed, CancellationToken ct)
    {
        (_data, _admin, _ct) = (data, admin, ct);
        _writer = new Writer(0, seed);
    }

    /// <param name="backend">What the endpoint's releases stand for.</param>
    public static async Task<FaultyServer> CreateAsync(string data, Uri backend, int seed, CancellationToken ct)
    {
        await using var server = ServerProcess.Start(data);
        var api = await server.ReadyAsync(ct);
        var admin = await KilledServer.CreateAdminAsync(api, ct);
        using var client = new BackstayClient(api, admin);
        await TwoReleases.PrepareAsync(client, backend, backend, alerts: null, ct);
        await HostedSums.ServeAsync(client, ct);
        await server.StopAsync(ct);
        return new FaultyServer(data, admin, seed, ct);
    }

    /// <summary>Starts a server, makes the so manyth call of each of its threads fail, writes, calls, and ends it.</summary>
    /// <param name="stop">Whether it is stopped, which writes once more, or killed.</param>
    public async Task<FaultRun> RunAsync(ServerFault fault, int when, bool stop)
    {
        await using var server = ServerProcess.StartHeld(_data);
        await using var early = fault.AtStart ? await InjectAsync(server, fault, when, ServerFault.ObjectsOf(_data)) : null;
        server.GoOn();
        using var client = new BackstayClient(await server.ReadyAsync(_ct), _admin);
        var atStart = early is null ? 0 : await early.CountFaultsAsync(_ct);
        await _writer.CheckAsync(client, all: false, _ct);
        await using var strace = fault.AtStart ? null : await InjectAsync(server, fault, when, fault.OnlyData ? ServerFault.FilesOf(_data) : []);
        var refusals = new Dictionary<string, int>(StringComparer.Ordinal);
        var (acknowledged, broken) = (0, false);
        using var callers = Callers();
        for (var i = 0; i < Rounds * _writer.Kinds; i++)
        {
            var (code, isCommand) = await TryWriteAsync(client, i % _writer.Kinds);
            acknowledged += code is null ? 1 : 0;
            Assert.False(code is null && isCommand && broken, "A command was acknowledged after the ledger had said that it accepts nothing more.");
            broken |= code == "ledger-broken" && isCommand;
            if (code is not null)
            {
                Assert.True(Honest.Contains(code), $"A caller was told '{code}'. The server said:\n{server.Output}");
                refusals[code] = refusals.GetValueOrDefault(code) + 1;
            }

            await AssertAnsweredAsync(callers, server);
        }

        var met = await EndAsync(server, strace, stop) + atStart;
        return new FaultRun(met, acknowledged, refusals, Rounds * _writer.Kinds);
    }

    /// <summary>The last start: everything once more, byte for byte, the ledger whole and the state what a replay gives.</summary>
    /// <returns>Entries of the ledger, each of them hashed again.</returns>
    public async Task<long> AssertAllAsync()
    {
        await using var server = ServerProcess.Start(_data);
        using var client = new BackstayClient(await server.ReadyAsync(_ct), _admin);
        await _writer.CheckAsync(client, all: true, _ct);
        var entries = await new FinalCheck(_data, [_writer]).RunAsync(client, server, _ct);
        new ObjectFolder(_data).AssertWhole();
        return entries;
    }

    /// <returns>The code of the refusal; null where it was acknowledged.</returns>
    private async Task<(string? Code, bool IsCommand)> TryWriteAsync(BackstayClient client, int kind)
    {
        try
        {
            await _writer.WriteAsync(client, kind, _ct);
            return (null, _writer.IsCommand(kind));
        }
        catch (BackstayException refused)
        {
            return (refused.Problem.Code, _writer.IsCommand(kind));
        }
    }

    /// <summary>Whatever the disk does, a caller gets the release's answer.</summary>
    private async Task AssertAnsweredAsync(HttpClient callers, ServerProcess server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Addresses.Gateway, $"endpoints/{TwoReleases.Endpoint}"))
        {
            Content = new StringContent("""{"question":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(TwoReleases.UnitHeader, FormattableString.Invariant($"unit-{_calls++}"));
        using var response = await callers.SendAsync(request, _ct);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"A caller got {response.StatusCode}. The server said:\n{server.Output}");
    }

    private Task<Strace> InjectAsync(ServerProcess server, ServerFault fault, int when, string[] files) =>
        Strace.InjectAsync(server.Id, fault.Calls, FormattableString.Invariant($"error={fault.Error}:when={when}"), files, _ct);

    private async Task<int> EndAsync(ServerProcess server, Strace? strace, bool stop)
    {
        if (stop)
        {
            await server.StopAsync(_ct);
        }
        else
        {
            await server.KillAsync(_ct);
        }

        return strace is null ? 0 : await strace.CountFaultsAsync(_ct);
    }

    private HttpClient Callers()
    {
        var callers = new HttpClient();
        callers.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _admin);
        return callers;
    }
}
