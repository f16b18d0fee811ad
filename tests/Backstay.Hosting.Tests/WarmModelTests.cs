using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Hosting.Tests;

/// <summary>The state between hot and cold, and who gets into it when memory runs short.</summary>
[Collection(nameof(ModelHostTests))] // both look at the memory of the process
public sealed class WarmModelTests
{
    private const int Size = 100;

    private readonly Clock _clock = new();
    private readonly HashSet<string> _needed = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_goes_from_cold_over_warm_to_hot_and_back_and_answers_only_hot()
    {
        await using var host = new ModelHost(TestRuntime.Instance, new ModelHostOptions(), TimeProvider.System);
        var question = new InferenceRequest("q", Tensor.Of("x", [1, 2], [1f, 0.5f]));
        var model = TestModels.Linear(3);

        var warm = (await host.WarmAsync(Key("1"), ObjectContent.Of(model), Ct)).Value;

        Assert.Equal((ModelState.Warm, Digest.Of(model), model.Length, model.Length), (warm.State, warm.Content, warm.FileBytes, warm.MemoryBytes));
        Assert.Equal(ModelHost.ColdCode, host.Infer(Key("1"), question, Ct).Problem?.Code);
        Assert.Equal(ModelState.Hot, (await host.LoadAsync(Key("1"), ModelWarmUp.Zeros, Ct)).Value.State);
        Assert.Equal(3.5f, ((Tensor<float>)host.Infer(Key("1"), question, Ct).Value.Outputs[0]).Data.Span[0]);
        Assert.Equal(ModelState.Warm, (await host.CoolAsync(Key("1"), Ct)).Value.State);
        Assert.Equal(ModelHost.ColdCode, host.Infer(Key("1"), question, Ct).Problem?.Code);
        Assert.Equal(ModelState.Hot, (await host.LoadAsync(Key("1"), ModelWarmUp.Zeros, Ct)).Value.State);
        Assert.Equal(ModelState.Cold, (await host.UnloadAsync(Key("1"), Ct)).Value.State);
        Assert.Equal(ModelHost.ColdCode, (await host.LoadAsync(Key("1"), ModelWarmUp.Zeros, Ct)).Problem?.Code);
    }

    [Fact]
    public async Task The_host_disposes_each_file_once_the_version_is_cold_or_has_another()
    {
        await using var host = Host();
        var (first, again, other) = (new File(1), new File(1), new File(2));

        await host.WarmAsync(Key("1"), first, Ct);
        await host.WarmAsync(Key("1"), again, Ct);
        Assert.Equal((false, true), (first.IsDisposed, again.IsDisposed));

        await host.LoadAsync(Key("1"), other, ModelWarmUp.None, Ct);
        Assert.Equal((true, false), (first.IsDisposed, other.IsDisposed));

        await host.CoolAsync(Key("1"), Ct);
        Assert.False(other.IsDisposed);
        await host.UnloadAsync(Key("1"), Ct);
        Assert.True(other.IsDisposed);
    }

    [Fact]
    public async Task A_version_loaded_from_bytes_has_no_file_to_be_warm_with()
    {
        await using var host = Host();
        await host.LoadAsync(Key("1"), new byte[Size], ModelWarmUp.None, Ct);

        Assert.Equal(ModelState.Cold, (await host.CoolAsync(Key("1"), Ct)).Value.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_warm_file_that_was_damaged_is_found_before_it_is_loaded_and_let_go(bool isCut)
    {
        await using var host = Host();
        var file = new File(1);
        await host.WarmAsync(Key("1"), file, Ct);

        file.Damage(isCut);

        Assert.Equal(ModelHost.ColdCode, (await host.LoadAsync(Key("1"), ModelWarmUp.None, Ct)).Problem?.Code);
        Assert.True(host.TryFind(Key("1"), out var status) && status.State == ModelState.Cold);
        Assert.True(file.IsDisposed);
    }

    [Fact]
    public async Task A_failed_load_leaves_a_warm_version_warm()
    {
        await using var host = new ModelHost(new FakeRuntime { Throws = true }, new ModelHostOptions(), _clock);
        var file = new File(1);
        await host.WarmAsync(Key("1"), file, Ct);

        await Assert.ThrowsAsync<IOException>(() => host.LoadAsync(Key("1"), ModelWarmUp.None, Ct));

        Assert.True(host.TryFind(Key("1"), out var status) && status.State == ModelState.Warm);
        Assert.False(file.IsDisposed);
    }

    [Fact]
    public async Task Room_is_taken_from_what_was_idle_longest_hot_to_warm_to_cold_and_never_from_what_is_needed()
    {
        // The estimate of a hot version is blurred by whatever else the process does: so its file is larger than any blur.
        const int Large = 32 * 1024 * 1024;
        var file = ObjectContent.Of(new byte[Large]);
        await using var host = new ModelHost(
            new FakeRuntime(), new ModelHostOptions { MemoryBudgetBytes = (3L * Large) + (Large / 2) }, _clock, key => _needed.Contains(key.Version));
        _needed.Add("1");
        foreach (var version in new[] { "1", "2", "3" })
        {
            await LoadAsync(host, version, file);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("memory-budget", (await LoadAsync(host, "4", file)).Problem?.Code); // all were loaded just now
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True((await LoadAsync(host, "4", file)).IsOk);
        Assert.Equal("1 hot, 2 cold, 3 hot, 4 hot", States(host));

        Assert.True((await host.CoolAsync(Key("3"), Ct)).Value is { State: ModelState.Warm, MemoryBytes: Large });
        Assert.True((await LoadAsync(host, "5", file)).IsOk);
        Assert.Equal("1 hot, 2 cold, 3 cold, 4 hot, 5 hot", States(host));

        _clock.Advance(TimeSpan.FromMinutes(2));
        _needed.UnionWith(["4", "5"]);
        Assert.Equal("memory-budget", (await LoadAsync(host, "6", file)).Problem?.Code);
        Assert.Equal("1 hot, 2 cold, 3 cold, 4 hot, 5 hot", States(host));
    }

    [Fact]
    public async Task Where_all_places_are_taken_a_warm_version_makes_room_after_the_cold_ones()
    {
        await using var host = new ModelHost(new FakeRuntime(), new ModelHostOptions { MaxVersions = 2 }, _clock);
        await host.WarmAsync(Key("1"), new File(1), Ct);
        await host.WarmAsync(Key("2"), new File(2), Ct);
        await host.UnloadAsync(Key("2"), Ct);

        Assert.True((await host.WarmAsync(Key("3"), new File(3), Ct)).IsOk);
        Assert.Equal("1 warm, 3 warm", States(host));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await host.LoadAsync(Key("3"), ModelWarmUp.None, Ct)).IsOk);
        Assert.True((await host.WarmAsync(Key("4"), new File(4), Ct)).IsOk);
        Assert.Equal("3 hot, 4 warm", States(host));
    }

    private static Task<Result<ModelStatus>> LoadAsync(ModelHost host, string version, ObjectContent file) =>
        host.LoadAsync(Key(version), file, ModelWarmUp.None, Ct);

    private static string States(ModelHost host) =>
        string.Join(", ", host.List().Select(status => $"{status.Key.Version} {status.State.ToString().ToLowerInvariant()}"));

    private static ModelKey Key(string version) => TestRuntime.Key("m", version);

    private ModelHost Host() => new(new FakeRuntime(), new ModelHostOptions(), _clock);

    /// <summary>A file that can be damaged behind the host's back.</summary>
    private sealed class File : ObjectContent
    {
        private readonly byte[] _bytes;
        private bool _isCut;

        public File(byte content)
            : this([.. Enumerable.Repeat(content, Size)])
        {
        }

        private File(byte[] bytes)
            : base(Digest.Of(bytes)) => _bytes = bytes;

        public override ReadOnlyMemory<byte> Bytes => _isCut ? throw new InvalidOperationException("Touching it would end the process.") : _bytes;

        public override bool IsWhole => !_isCut;

        public bool IsDisposed { get; private set; }

        public void Damage(bool cut)
        {
            _isCut = cut;
            _bytes[Size / 2] ^= 1;
        }

        public override void Dispose() => IsDisposed = true;
    }

    /// <summary>Monotonic time that only a test moves on.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
