using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Tests;

/// <summary>An engine whose runs wait to be let go.</summary>
internal sealed class FakeRuntime : IModelRuntime
{
    private int _disposed;

    public bool Throws { get; init; }

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ManualResetEventSlim Go { get; } = new();

    public int Disposed => Volatile.Read(ref _disposed);

    public string Name => "fake 1";

    public string Platform => "fake_bytes";

    public Result<IModelSession> Load(ReadOnlySpan<byte> model) =>
        Throws ? throw new IOException("The disk is gone.") : new FakeSession(this);

    private sealed class FakeSession(FakeRuntime runtime) : IModelSession
    {
        public ImmutableArray<TensorSpec> Inputs => [];

        public ImmutableArray<TensorSpec> Outputs => [];

        public Result<ImmutableArray<Tensor>> Run(InferenceRequest request, CancellationToken ct)
        {
            runtime.Entered.TrySetResult();
            runtime.Go.Wait(ct);
            return ImmutableArray<Tensor>.Empty;
        }

        public void Dispose() => Interlocked.Increment(ref runtime._disposed);
    }
}
