using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Hosting;
using Backstay.Server.Node;

namespace Backstay.Server.Tests.Traffic;

/// <summary>Which models are in memory: what endpoints could be sent to, and not what they were sent to once.</summary>
public sealed class HostedModelsTests
{
    private static readonly Name R1 = Name.Parse("r1");
    private static readonly Name R2 = Name.Parse("r2");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_that_no_endpoint_needs_any_more_is_warm_once_no_request_can_be_under_way()
    {
        using var engine = new Engine("x");
        await using var rig = await ReadinessRig.StartAsync(2, Ct, engine);
        await rig.ServeAsync(Ct, R1, R2);
        await rig.Unused.SweepAsync(Ct);
        await rig.RollBackAsync(to: null, Ct);

        rig.Clock.Advance(UnusedReleases.Grace - TimeSpan.FromSeconds(1));
        await rig.Unused.SweepAsync(Ct);
        Assert.Equal((ModelState.Hot, ModelState.Hot), (rig.StateOf(1), rig.StateOf(2)));

        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await rig.Unused.SweepAsync(Ct);
        Assert.Equal((ModelState.Hot, ModelState.Warm), (rig.StateOf(1), rig.StateOf(2)));

        await rig.StartAsync(R2, Ct);
        Assert.Equal(ModelState.Hot, rig.StateOf(2));
    }

    [Fact]
    public async Task A_standby_and_a_model_that_was_loaded_by_hand_stay()
    {
        using var engine = new Engine("x");
        await using var rig = await ReadinessRig.StartAsync(3, Ct, engine);
        await rig.ServeAsync(Ct, R1, R2);
        Assert.Null(await rig.LoadAsync(3, Ct));
        await rig.Unused.SweepAsync(Ct);

        rig.Clock.Advance(2 * UnusedReleases.Grace);
        await rig.Unused.SweepAsync(Ct);

        Assert.Equal((ModelState.Hot, ModelState.Hot, ModelState.Hot), (rig.StateOf(1), rig.StateOf(2), rig.StateOf(3)));
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused_by_the_version_that_it_belongs_to()
    {
        using var engine = new Engine("x") { Refuses = Problem.Invalid("model", "The file holds no ONNX graph.") };
        await using var rig = await ReadinessRig.StartAsync(1, Ct, engine);

        var refused = await rig.LoadAsync(1, Ct);

        Assert.Equal(("invalid-input", "model"), (refused?.Code, refused?.Field));
        Assert.Equal("model/m@1.0.0 can't be loaded. The file holds no ONNX graph.", refused?.Message);
        Assert.Equal("Register a sound file under a new number; a version never changes.", refused?.Hint);
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_version_declares_does_not_become_hot()
    {
        using var engine = new Engine("another");
        await using var rig = await ReadinessRig.StartAsync(1, Ct, engine);

        var refused = await rig.LoadAsync(1, Ct);

        Assert.Equal("schema-mismatch", refused?.Code);
        Assert.Contains("input 'x'", refused?.Message, StringComparison.Ordinal);
        Assert.Equal(ModelState.Cold, rig.StateOf(1));
    }

    [Fact]
    public async Task By_hand_a_model_goes_from_cold_over_warm_to_hot_and_back()
    {
        using var engine = new Engine("x");
        await using var rig = await ReadinessRig.StartAsync(1, Ct, engine);

        Assert.Equal(ModelState.Warm, (await rig.ByHandAsync(1, (host, model) => host.WarmAsync(model, Ct))).Value.State);
        Assert.Equal(ModelState.Hot, (await rig.ByHandAsync(1, (host, model) => host.LoadAsync(model, Ct))).Value.State);
        Assert.Equal(ModelState.Warm, (await rig.ByHandAsync(1, (host, model) => host.WarmAsync(model, Ct))).Value.State);
        Assert.Equal(ModelState.Cold, (await rig.ByHandAsync(1, (host, model) => host.UnloadAsync(model, Ct))).Value.State);
    }

    [Fact]
    public async Task What_an_endpoint_could_be_sent_to_can_not_be_made_warm_or_cold_by_hand()
    {
        using var engine = new Engine("x");
        await using var rig = await ReadinessRig.StartAsync(2, Ct, engine);
        await rig.ServeAsync(Ct, R1, R2); // R1 is the standby

        foreach (var release in new[] { 1, 2 })
        {
            Assert.Equal("in-use", (await rig.ByHandAsync(release, (host, model) => host.WarmAsync(model, Ct))).Problem?.Code);
            Assert.Equal("in-use", (await rig.ByHandAsync(release, (host, model) => host.UnloadAsync(model, Ct))).Problem?.Code);
            Assert.Equal(ModelState.Hot, rig.StateOf(release));
        }
    }

    [Fact]
    public async Task A_model_whose_release_is_being_checked_stays_hot_until_the_check_has_ended()
    {
        using var engine = new Engine("x");
        await using var rig = await ReadinessRig.StartAsync(2, Ct, engine);
        await rig.ServeAsync(Ct, R1, R2);
        await rig.Unused.SweepAsync(Ct);
        await rig.RollBackAsync(to: null, Ct); // R2 is not used any more
        rig.Clock.Advance(2 * UnusedReleases.Grace);
        engine.Hold();
        var check = Task.Run(() => rig.CheckAsync(R2, samples: 3, Ct), Ct);
        await engine.Asked.WaitAsync(Ct);

        var before = engine.Runs;
        var sweep = rig.Unused.SweepAsync(Ct); // neither waits before it has looked
        var byHand = rig.ByHandAsync(2, (host, model) => host.UnloadAsync(model, Ct));
        engine.Release();
        await sweep;
        var refused = (await byHand).Problem;
        Assert.True((await check).IsOk);

        Assert.Equal((ModelState.Hot, "in-use"), (rig.StateOf(2), refused?.Code));
        Assert.Contains("check", refused?.Message, StringComparison.Ordinal);
        Assert.Equal(before + 2, engine.Runs); // the samples behind the first met it too

        rig.Clock.Advance(UnusedReleases.Grace);
        await rig.Unused.SweepAsync(Ct);
        Assert.Equal(ModelState.Warm, rig.StateOf(2));
    }

    /// <summary>Every file is a model that takes one tensor and gives it back.</summary>
    private sealed class Engine(string tensor) : IModelRuntime, IDisposable
    {
        private readonly ManualResetEventSlim _mayRun = new(initialState: true);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        public Problem? Refuses { get; init; }

        public string Name => "mirror 1";

        public string Platform => "mirror_bytes";

        public Result<IModelSession> Load(ReadOnlySpan<byte> model) => Refuses is { } problem ? problem : new Session(this, tensor);

        /// <summary>How often a session was run, warm-ups too.</summary>
        public int Runs => Volatile.Read(ref _runs);

        /// <summary>A session runs that <see cref="Hold"/> holds back.</summary>
        public Task Asked => _asked.Task;

        /// <summary>From here on sessions wait for <see cref="Release"/>.</summary>
        public void Hold() => _mayRun.Reset();

        public void Release() => _mayRun.Set();

        public void Dispose() => _mayRun.Dispose();

        public void Run(CancellationToken ct)
        {
            Interlocked.Increment(ref _runs);
            if (!_mayRun.IsSet)
            {
                _asked.TrySetResult();
                _mayRun.Wait(ct);
            }
        }
    }

    private sealed class Session(Engine engine, string tensor) : IModelSession
    {
        public ImmutableArray<TensorSpec> Inputs { get; } = [TensorSpec.Create(tensor, TensorType.Fp32, [1]).Value];

        public ImmutableArray<TensorSpec> Outputs => Inputs;

        public Result<ImmutableArray<Tensor>> Run(InferenceRequest request, CancellationToken ct)
        {
            engine.Run(ct);
            return request.Inputs;
        }

        public void Dispose()
        {
        }
    }
}
