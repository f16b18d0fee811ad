using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Hosting.Tests;

[Collection(nameof(ModelHostTests))]
public sealed class ModelHostTests
{
    private static readonly InferenceRequest Question = new("q", Tensor.Of("x", [1, 2], [1f, 0.5f]));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Versions_answer_side_by_side_each_by_its_own_weights()
    {
        await using var host = Host();
        for (var version = 1; version <= 3; version++)
        {
            Assert.True((await host.LoadAsync(Key(version), TestModels.Linear(version), ModelWarmUp.Zeros, Ct)).IsOk);
        }

        for (var version = 1; version <= 3; version++)
        {
            var response = host.Infer(Key(version), Question, Ct).Value;
            Assert.Equal(("linear", $"{version}", "q"), (response.ModelName, response.ModelVersion, response.Id));
            Assert.Equal(version + 0.5f, Answer(response));
        }
    }

    [Fact]
    public async Task A_version_is_cold_after_unloading_and_keeps_its_counters()
    {
        await using var host = Host();
        var status = (await host.LoadAsync(Key(1), TestModels.Linear(1), ModelWarmUp.Zeros, Ct)).Value;
        Assert.Equal((ModelState.Hot, 0L, Digest.Of(TestModels.Linear(1))), (status.State, status.Requests, status.Content));
        Assert.InRange(status.MemoryBytes, TestModels.Linear(1).Length, long.MaxValue);
        host.Infer(Key(1), Question, Ct);
        host.Infer(Key(1), new InferenceRequest(null, Tensor.Of("x", [1, 1], [1f])), Ct);

        var cold = (await host.UnloadAsync(Key(1), Ct)).Value;

        Assert.Equal((ModelState.Cold, 2L, 1L, 0L), (cold.State, cold.Requests, cold.Errors, cold.MemoryBytes));
        Assert.True(cold.CpuTime > TimeSpan.Zero);
        Assert.Equal("model-cold", host.Infer(Key(1), Question, Ct).Problem?.Code);
        Assert.Equal(ModelState.Hot, (await host.LoadAsync(Key(1), TestModels.Linear(1), ModelWarmUp.None, Ct)).Value.State);
        Assert.Equal(1.5f, Answer(host.Infer(Key(1), Question, Ct).Value));
        Assert.True(host.TryFind(Key(1), out var found) && found.Requests == 3);
    }

    [Fact]
    public async Task Loading_again_is_harmless_with_the_same_bytes_and_refused_with_others()
    {
        await using var host = Host();
        await host.LoadAsync(Key(1), TestModels.Linear(1), ModelWarmUp.Zeros, Ct);

        Assert.True((await host.LoadAsync(Key(1), TestModels.Linear(1), ModelWarmUp.Zeros, Ct)).IsOk);
        Assert.Equal("model-loaded", (await host.LoadAsync(Key(1), TestModels.Linear(2), ModelWarmUp.Zeros, Ct)).Problem?.Code);
        Assert.Equal(1.5f, Answer(host.Infer(Key(1), Question, Ct).Value));
    }

    [Fact]
    public async Task Unknown_versions_are_not_found()
    {
        await using var host = Host();

        Assert.Equal(ProblemKind.NotFound, host.Infer(Key(9), Question, Ct).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await host.UnloadAsync(Key(9), Ct)).Problem?.Kind);
        Assert.False(host.TryFind(Key(9), out _));
    }

    [Fact]
    public async Task A_file_that_does_not_load_leaves_nothing_behind()
    {
        await using var host = Host();

        Assert.Equal("model", (await host.LoadAsync(Key(1), new byte[] { 1, 2, 3 }, ModelWarmUp.Zeros, Ct)).Problem?.Field);
        Assert.Empty(host.List());
        Assert.True((await host.LoadAsync(Key(1), TestModels.Linear(1), ModelWarmUp.Zeros, Ct)).IsOk);
    }

    [Fact]
    public async Task A_load_beyond_the_memory_budget_is_refused_and_the_rest_goes_on()
    {
        await using var host = new ModelHost(new FakeRuntime(), new ModelHostOptions { MemoryBudgetBytes = 1L << 40, MaxModelBytes = 1000 }, TimeProvider.System);
        await using var tight = new ModelHost(new FakeRuntime(), new ModelHostOptions { MemoryBudgetBytes = 10 }, TimeProvider.System);

        Assert.Equal("model-too-large", (await host.LoadAsync(Key(1), new byte[1001], ModelWarmUp.None, Ct)).Problem?.Code);
        Assert.Equal("model-too-large", (await host.LoadAsync(Key(1), ObjectContent.Of(new byte[1001]), ModelWarmUp.None, Ct)).Problem?.Code);
        Assert.Equal("memory-budget", (await tight.LoadAsync(Key(1), new byte[11], ModelWarmUp.None, Ct)).Problem?.Code);
        Assert.Empty(tight.List());
    }

    [Fact]
    public async Task The_version_that_was_cold_longest_makes_room_and_hot_ones_never_do()
    {
        await using var host = new ModelHost(new FakeRuntime(), new ModelHostOptions { MaxVersions = 2 }, TimeProvider.System);
        await host.LoadAsync(Key(1), new byte[1], ModelWarmUp.None, Ct);
        await host.LoadAsync(Key(2), new byte[1], ModelWarmUp.None, Ct);

        Assert.Equal("too-many-models", (await host.LoadAsync(Key(3), new byte[1], ModelWarmUp.None, Ct)).Problem?.Code);
        await host.UnloadAsync(Key(2), Ct);
        await host.UnloadAsync(Key(1), Ct);
        Assert.True((await host.LoadAsync(Key(3), new byte[1], ModelWarmUp.None, Ct)).IsOk);
        Assert.Equal(["1", "3"], host.List().Select(status => status.Key.Version));
    }

    [Fact]
    public async Task Unloading_waits_for_the_running_call_and_takes_no_new_ones()
    {
        var runtime = new FakeRuntime();
        await using var host = new ModelHost(runtime, new ModelHostOptions(), TimeProvider.System);
        await host.LoadAsync(Key(1), new byte[1], ModelWarmUp.None, Ct);
        var running = Task.Run(() => host.Infer(Key(1), new InferenceRequest("a"), Ct), Ct);
        await runtime.Entered.Task;

        var unloading = host.UnloadAsync(Key(1), Ct);

        Assert.False(unloading.IsCompleted);
        Assert.Equal(0, runtime.Disposed);
        Assert.Equal("model-cold", host.Infer(Key(1), new InferenceRequest("b"), Ct).Problem?.Code);
        Assert.Equal(ModelState.Draining, host.List()[0].State);
        runtime.Go.Set();
        Assert.True((await running).IsOk);
        Assert.Equal(ModelState.Cold, (await unloading).Value.State);
        Assert.Equal(1, runtime.Disposed);
    }

    [Fact]
    public async Task A_load_that_throws_leaves_the_version_cold_and_the_host_usable()
    {
        await using var host = new ModelHost(new FakeRuntime { Throws = true }, new ModelHostOptions(), TimeProvider.System);

        await Assert.ThrowsAsync<IOException>(() => host.LoadAsync(Key(1), new byte[1], ModelWarmUp.None, Ct));
        Assert.Empty(host.List());
        await Assert.ThrowsAsync<IOException>(() => host.LoadAsync(Key(1), new byte[1], ModelWarmUp.None, Ct));
    }

    [Fact]
    public async Task Calls_during_loads_and_unloads_get_the_right_answer_or_a_problem()
    {
        await using var host = Host();
        var stop = 0;
        var answers = 0;
        // On threads of their own: callers that never rest would keep the pool from loading anything.
        var callers = Enumerable.Range(0, 3).Select(caller => Task.Factory.StartNew(
            () =>
            {
                for (var call = 0; Volatile.Read(ref stop) == 0; call++)
                {
                    // By turns, whatever came of the last call: one of the two is unloaded at the end.
                    var version = 1 + (call % 2);
                    var result = host.Infer(Key(version), Question, CancellationToken.None);
                    if (result.IsOk)
                    {
                        Assert.Equal(version + 0.5f, Answer(result.Value));
                        Interlocked.Increment(ref answers);
                    }
                    else
                    {
                        Assert.True(result.Problem.Kind is ProblemKind.NotFound or ProblemKind.Unavailable, result.Problem.ToString());
                    }
                }
            },
            Ct,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToList();

        for (var round = 0; round < 200; round++)
        {
            Assert.True((await host.LoadAsync(Key(1), TestModels.Linear(1), ModelWarmUp.Zeros, Ct)).IsOk);
            Assert.True((await host.LoadAsync(Key(2), TestModels.Linear(2), ModelWarmUp.Zeros, Ct)).IsOk);
            Assert.True((await host.UnloadAsync(Key(1 + (round % 2)), Ct)).IsOk);
        }

        SpinWait.SpinUntil(() => Volatile.Read(ref answers) > 100 || callers.Any(task => task.IsFaulted));
        Volatile.Write(ref stop, 1);
        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task A_thousand_loads_and_unloads_do_not_grow_the_process()
    {
        const long Bound = 48 * 1024 * 1024;
        await using var host = Host();
        var model = TestModels.Slow(2);
        var x = new InferenceRequest(null, Tensor.Of("x", [1, 256], new float[256]));
        var before = 0L;
        for (var round = 0; round < 1_100; round++)
        {
            Assert.True((await host.LoadAsync(Key(1), model, ModelWarmUp.Zeros, Ct)).IsOk);
            Assert.True(host.Infer(Key(1), x, Ct).IsOk);
            Assert.True((await host.UnloadAsync(Key(1), Ct)).IsOk);
            before = round == 100 ? Environment.WorkingSet : before;
        }

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, Bound);
    }

    private static ModelHost Host() => new(TestRuntime.Instance, new ModelHostOptions(), TimeProvider.System);

    private static ModelKey Key(int version) => TestRuntime.Key("linear", $"{version}");

    private static float Answer(InferenceResponse response) => ((Tensor<float>)response.Outputs[0]).Data.Span[0];
}
