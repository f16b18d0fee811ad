using System.Collections.Concurrent;
using Backstay.Gateway.Metrics;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Gateway.Tests.Tables;

public sealed class SwapTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_swap_or_an_escape_under_load_loses_no_request_and_sends_none_to_the_withdrawn_release_later(bool byEscape)
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":1}"""));
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":2}"""));
        await using var gateway = await GatewayHarness.StartAsync();
        var route = Routes.Route(Routes.Target("v1", good.Url));
        gateway.Publish(route.WithCanary(Routes.Target("v2", bad.Url), 5_000));
        var answers = new ConcurrentQueue<(bool AfterSwap, Answer Answer)>();
        var isSwapped = false;
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var after = Volatile.Read(ref isSwapped);
                answers.Enqueue((after, await gateway.PostAsync()));
            }
        })).ToArray();

        await Eventually.TrueAsync(() => answers.Count > 150);
        if (byEscape)
        {
            Assert.Equal(EscapeResult.Taken, gateway.Tables.TakeEscape(Routes.Endpoint, Routes.Rollout));
        }
        else
        {
            Assert.True(gateway.Tables.Swap(route.At(2), gateway.Runtimes));
        }

        Volatile.Write(ref isSwapped, true);
        await Eventually.TrueAsync(() => answers.Count(a => a.AfterSwap) > 150);
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.All(answers, a => Assert.Equal((200, null), (a.Answer.Status, a.Answer.Fallback)));
        Assert.Contains(answers, a => a.Answer.Release == "v2");
        Assert.All(answers.Where(a => a.AfterSwap), a =>
        {
            Assert.Equal("v1", a.Answer.Release);
            Assert.Equal((byEscape, byEscape ? 1 : 2), (gateway.RecordOf(a.Answer).Escaped, (int)gateway.RecordOf(a.Answer).Position));
        });
    }

    [Fact]
    public async Task An_escape_stands_through_later_tables_and_a_restart_until_the_rollout_is_over()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        var notes = new NotesFake();
        var route = Routes.Route(Routes.Target("v1", good.Url));
        var rollout = route.WithCanary(Routes.Target("v2", bad.Url), 10_000);
        await using (var gateway = await StartAsync(notes))
        {
            gateway.Publish(rollout, position: 5);
            Assert.Equal("v2", (await gateway.PostAsync()).Release);
            Assert.Equal(EscapeResult.NoSuchRollout, gateway.Tables.TakeEscape(Routes.Endpoint, "r-0"));
            Assert.Equal(EscapeResult.Taken, gateway.Tables.TakeEscape(Routes.Endpoint, Routes.Rollout));
            Assert.Equal(EscapeResult.Standing, gateway.Tables.TakeEscape(Routes.Endpoint, Routes.Rollout));
            Assert.Equal([new EscapeNote(Routes.Endpoint, Routes.Rollout, 5)], notes.Kept);

            gateway.Publish(rollout, position: 6);
            var answer = await gateway.PostAsync();
            Assert.Equal(("v1", "6", true, true), (answer.Release, answer.Headers["Backstay-Position"], gateway.RecordOf(answer).Escaped, gateway.RecordOf(answer).NotEvidence));
        }

        await using var restarted = await StartAsync(notes);
        restarted.Publish(rollout, position: 6);
        Assert.Equal("v1", (await restarted.PostAsync()).Release);

        restarted.Publish(route, position: 7);
        Assert.False(restarted.RecordOf(await restarted.PostAsync()).Escaped);
        Assert.Empty(notes.Kept);
        Assert.Empty(restarted.Tables.Escapes);
    }

    [Fact]
    public async Task An_escape_stands_when_its_note_can_not_be_kept_and_the_note_is_tried_again()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        var notes = new NotesFake { IsFull = true };
        await using var gateway = await StartAsync(notes);
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithCanary(Routes.Target("v2", good.Url), 10_000));

        Assert.Equal(EscapeResult.Taken, gateway.Tables.TakeEscape(Routes.Endpoint, Routes.Rollout));

        Assert.Equal("v1", (await gateway.PostAsync()).Release);
        Assert.Equal((1, 1), (gateway.Metrics.Read().EscapeNotesFailed, gateway.Metrics.Read().Escapes));
        notes.IsFull = false;
        Assert.True(gateway.Tables.KeepNotes());
        Assert.Single(notes.Kept);
    }

    [Fact]
    public async Task A_table_that_is_compiled_while_an_escape_is_taken_never_undoes_it()
    {
        var url = new Uri("http://127.0.0.1:1/");
        var rollout = Routes.Route(Routes.Target("v1", url)).WithCanary(Routes.Target("v2", url), 10_000);
        for (var round = 0; round < 500; round++)
        {
            var tables = new GatewayTables(new NotesFake(), new CounterRegistry());
            var runtimes = new ReleaseRuntimes();
            Assert.True(tables.Swap(rollout.At(1), runtimes));
            using var start = new Barrier(2);
            var swap = Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return tables.Swap(rollout.At(2), runtimes);
            });
            var escape = Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return tables.TakeEscape(Routes.Endpoint, Routes.Rollout);
            });

            Assert.Equal((true, EscapeResult.Taken), (await swap, await escape));
            Assert.Equal(2, tables.Position);
            Assert.True(tables.Live.TryFind(Routes.Endpoint, out var endpoint));
            Assert.True(endpoint.Escaped);
        }
    }

    [Fact]
    public async Task An_older_table_never_replaces_a_newer_one()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(null), position: 9);

        Assert.False(gateway.Tables.Swap(Routes.Route(null).At(8), gateway.Runtimes));

        Assert.Equal(9, gateway.Tables.Position);
    }

    [Fact]
    public async Task A_runtime_that_comes_later_serves_after_rebinding()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        var target = Routes.Target("v1", good.Url);
        Assert.True(gateway.Tables.Swap(Routes.Route(target).At(1), gateway.Runtimes));
        Assert.Equal(503, (await gateway.PostAsync()).Status);

        gateway.Runtimes.Set(Routes.Endpoint, gateway.Factory.Create(Core.Primitives.Name.Parse(Routes.Endpoint), target, null, Upstreams.ModelSignature.Unknown).Value);
        gateway.Tables.Rebind(gateway.Runtimes);

        Assert.Equal(200, (await gateway.PostAsync()).Status);
    }

    private static Task<GatewayHarness> StartAsync(NotesFake notes) =>
        GatewayHarness.StartAsync(services => services.AddSingleton<IEscapeNotes>(notes));

    private sealed class NotesFake : IEscapeNotes
    {
        public IReadOnlyList<EscapeNote> Kept { get; private set; } = [];

        public bool IsFull { get; set; }

        public IReadOnlyList<EscapeNote> Read() => Kept;

        public void Write(IReadOnlyList<EscapeNote> notes) =>
            Kept = IsFull ? throw new IOException("No space left on device.") : notes;
    }
}
