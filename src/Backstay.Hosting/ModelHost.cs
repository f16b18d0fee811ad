using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Hosting;

/// <summary>
/// Holds model versions side by side, hot, warm or cold (<see cref="ModelState"/>). Loads and unloads follow one another; runs
/// never wait for either. A version stays known, with its counters, when it is unloaded. Thread safe.
/// </summary>
public sealed class ModelHost : IAsyncDisposable
{
    /// <summary>The code of the problem that a version gives where it would have to be hot, or warm, and is not.</summary>
    public const string ColdCode = "model-cold";

    private readonly ModelHostOptions _options;
    private readonly ConcurrentDictionary<ModelKey, HostedModel> _models = new();
    private readonly ModelLoading _loading;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _coldOrder;

    /// <param name="isNeeded">Whether a version could be sent traffic: it then stays hot. Null for none.</param>
    public ModelHost(IModelRuntime runtime, ModelHostOptions options, TimeProvider time, Func<ModelKey, bool>? isNeeded = null)
    {
        Runtime = runtime;
        _options = options;
        _loading = new ModelLoading(runtime, _models, new ModelRoom(_models, options, isNeeded ?? (static _ => false)), time);
    }

    /// <summary>The engine under the host.</summary>
    public IModelRuntime Runtime { get; }

    /// <summary>Largest model file, in bytes.</summary>
    public int MaxModelBytes => _options.MaxModelBytes;

    /// <summary>
    /// Loads a version and warms it up; it answers when the task has ended. Loading a hot version again with the same bytes
    /// changes nothing. The bytes are not needed afterwards; a version that was loaded from bytes is never warm.
    /// </summary>
    public Task<Result<ModelStatus>> LoadAsync(ModelKey key, ReadOnlyMemory<byte> model, ModelWarmUp warmUp, CancellationToken ct) =>
        model.Length > _options.MaxModelBytes
            ? Task.FromResult<Result<ModelStatus>>(TooLarge())
            : TakeTurnAsync(Elsewhere(() => _loading.LoadAsync(key, model, Digest.Of(model.Span), file: null, warmUp, ct)), ct);

    /// <summary>The same from a verified file, which the host takes over: the version can be warm later.</summary>
    public Task<Result<ModelStatus>> LoadAsync(ModelKey key, ObjectContent file, ModelWarmUp warmUp, CancellationToken ct) =>
        TakeFileAsync(key, file, Elsewhere(() => _loading.LoadAsync(key, file.Bytes, file.Digest, file, warmUp, ct)), ct);

    /// <summary>
    /// Loads a warm version from the file that it keeps, whose bytes are verified again; <see cref="ColdCode"/> where it is not warm,
    /// or not any more because the file was damaged.
    /// </summary>
    public Task<Result<ModelStatus>> LoadAsync(ModelKey key, ModelWarmUp warmUp, CancellationToken ct) => TakeTurnAsync(
        Elsewhere(async () =>
        {
            if (!_models.TryGetValue(key, out var model) || model is not { File: { } file } || model.Status().State != ModelState.Warm)
            {
                return Problem.Unavailable(ColdCode, $"The model version '{key}' is not warm.");
            }

            if (!file.IsWhole || Digest.Of(file.Bytes.Span) != file.Digest)
            {
                BecomeCold(model);
                return Problem.Unavailable(ColdCode, $"The file of the model version '{key}' was damaged.");
            }

            return await _loading.LoadAsync(key, file.Bytes, file.Digest, file, warmUp, ct);
        }),
        ct);

    /// <summary>Makes a version warm from a verified file, which the host takes over. One that is warm or hot with the same content stays so.</summary>
    public Task<Result<ModelStatus>> WarmAsync(ModelKey key, ObjectContent file, CancellationToken ct) => TakeFileAsync(
        key,
        file,
        async () =>
        {
            if (await _loading.EnterAsync(key, file.Bytes.Length, file.Digest, ct) is var (model, settled) && settled is { } done)
            {
                return done;
            }

            model.Keep(file);
            model.BecomeWarm();
            return model.Status();
        },
        ct);

    /// <summary>
    /// Takes a hot version's session: no new call gets it, and it is warm when the running ones have ended, which this waits for;
    /// cold where it was loaded from bytes. A cancelled wait leaves it draining to its end.
    /// </summary>
    public Task<Result<ModelStatus>> CoolAsync(ModelKey key, CancellationToken ct) => TakeTurnAsync(
        async () =>
        {
            if (!_models.TryGetValue(key, out var model))
            {
                return Problem.NotFound("model version", key.ToString());
            }

            await ModelRoom.CoolAsync(model, ct);
            return model.Status();
        },
        ct);

    /// <summary>
    /// Makes a version cold: no new call gets it, and its memory goes when the running ones have ended, which this waits for.
    /// A cancelled wait leaves it draining to its end.
    /// </summary>
    public Task<Result<ModelStatus>> UnloadAsync(ModelKey key, CancellationToken ct) => TakeTurnAsync(
        async () =>
        {
            if (!_models.TryGetValue(key, out var model))
            {
                return Problem.NotFound("model version", key.ToString());
            }

            if (model.BeginDraining() is { } lease)
            {
                var cold = BecomeColdAsync(model, lease);
                lease.Close();
                await cold.WaitAsync(ct);
            }
            else if (model.Status().State == ModelState.Warm)
            {
                BecomeCold(model);
            }

            return model.Status();
        },
        ct);

    /// <summary>Runs a version on the calling thread. Unknown and cold versions are problems (404 and 503).</summary>
    public Result<InferenceResponse> Infer(ModelKey key, InferenceRequest request, CancellationToken ct) =>
        _models.TryGetValue(key, out var model)
            ? model.Run(request, ct)
            : Problem.NotFound("model version", key.ToString());

    public bool TryFind(ModelKey key, [NotNullWhen(true)] out ModelStatus? status)
    {
        status = _models.TryGetValue(key, out var model) ? model.Status() : null;
        return status is not null;
    }

    /// <summary>All known versions, by name and version.</summary>
    public IReadOnlyList<ModelStatus> List() =>
        [.. _models.Values.Select(model => model.Status()).OrderBy(status => status.Key.Name, StringComparer.Ordinal).ThenBy(status => status.Key.Version, StringComparer.Ordinal)];

    /// <summary>Unloads everything; waits for running calls.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var key in _models.Keys)
        {
            await UnloadAsync(key, CancellationToken.None);
        }

        _turn.Dispose();
    }

    /// <summary>Off the caller's thread: a load computes.</summary>
    private static Func<Task<Result<ModelStatus>>> Elsewhere(Func<Task<Result<ModelStatus>>> change) => () => Task.Run(change);

    private async Task<Result<ModelStatus>> TakeTurnAsync(Func<Task<Result<ModelStatus>>> change, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await change();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Result<ModelStatus>> TakeFileAsync(ModelKey key, ObjectContent file, Func<Task<Result<ModelStatus>>> change, CancellationToken ct)
    {
        try
        {
            return file.Bytes.Length > _options.MaxModelBytes ? TooLarge() : await TakeTurnAsync(change, ct);
        }
        finally
        {
            if (!_models.TryGetValue(key, out var model) || !ReferenceEquals(model.File, file))
            {
                file.Dispose();
            }
        }
    }

    private async Task BecomeColdAsync(HostedModel model, SessionLease lease)
    {
        await lease.Freed;
        BecomeCold(model);
    }

    private void BecomeCold(HostedModel model)
    {
        model.ColdSince = Interlocked.Increment(ref _coldOrder);
        model.BecomeCold();
    }

    private Problem TooLarge() =>
        new(ProblemKind.TooLarge, "model-too-large", $"A model file has at most {_options.MaxModelBytes} bytes.") { Field = "model" };
}
