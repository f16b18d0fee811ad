using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>
/// Holds model versions side by side. Loads and unloads follow one another; runs never wait for either.
/// A version stays known, with its counters, when it is unloaded. Thread safe.
/// </summary>
public sealed class ModelHost : IAsyncDisposable
{
    private readonly IModelRuntime _runtime;
    private readonly ModelHostOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ModelKey, HostedModel> _models = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private long _coldOrder;

    public ModelHost(IModelRuntime runtime, ModelHostOptions options, TimeProvider time)
    {
        _runtime = runtime;
        _options = options;
        _time = time;
    }

    /// <summary>The engine under the host.</summary>
    public IModelRuntime Runtime => _runtime;

    /// <summary>
    /// Loads a version and warms it up; it answers when the task has ended. Loading a hot version again with the same bytes
    /// changes nothing. The bytes are not needed afterwards.
    /// </summary>
    public async Task<Result<ModelStatus>> LoadAsync(ModelKey key, ReadOnlyMemory<byte> model, ModelWarmUp warmUp, CancellationToken ct)
    {
        if (model.Length > _options.MaxModelBytes)
        {
            return TooLarge();
        }

        await _loading.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Load_NeedsTurn(key, model, warmUp), ct);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Reads the model file from a stream, up to the limit, and loads it.</summary>
    public async Task<Result<ModelStatus>> LoadAsync(ModelKey key, Stream model, ModelWarmUp warmUp, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await model.ReadAsync(buffer, ct)) > 0)
        {
            if (bytes.Length + read > _options.MaxModelBytes)
            {
                return TooLarge();
            }

            bytes.Write(buffer, 0, read);
        }

        return await LoadAsync(key, bytes.GetBuffer().AsMemory(0, (int)bytes.Length), warmUp, ct);
    }

    /// <summary>
    /// Makes a version cold: no new call gets it, and its memory goes when the running ones have ended, which this waits for.
    /// A cancelled wait leaves it draining to its end.
    /// </summary>
    public async Task<Result<ModelStatus>> UnloadAsync(ModelKey key, CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
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

            return model.Status();
        }
        finally
        {
            _loading.Release();
        }
    }

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

        _loading.Dispose();
    }

    private async Task BecomeColdAsync(HostedModel model, SessionLease lease)
    {
        await lease.Freed;
        model.ColdSince = Interlocked.Increment(ref _coldOrder);
        model.BecomeCold();
    }

    private Result<ModelStatus> Load_NeedsTurn(ModelKey key, ReadOnlyMemory<byte> bytes, ModelWarmUp warmUp)
    {
        var content = Digest.Of(bytes.Span);
        var known = _models.TryGetValue(key, out var model);
        if (model?.Status() is { State: not ModelState.Cold } loaded)
        {
            return loaded.State == ModelState.Hot && loaded.Content == content
                ? loaded
                : Problem.Conflict("model-loaded", $"'{key}' is {loaded.State.ToString().ToLowerInvariant()} with the content {loaded.Content.ToShort()}; unload it first.");
        }

        var used = _models.Values.Sum(other => other.Status().MemoryBytes);
        if (used + bytes.Length > _options.MemoryBudgetBytes)
        {
            return OverBudget(key, used, bytes.Length);
        }

        if (!known && MakeRoom_NeedsTurn() is { } full)
        {
            return full;
        }

        model ??= new HostedModel(key);
        model.BeginLoading(content, bytes.Length);
        _models[key] = model;
        var hot = false;
        try
        {
            var result = Open_NeedsTurn(model, bytes, warmUp, used);
            hot = result.IsOk;
            return result;
        }
        finally
        {
            if (!hot)
            {
                GiveUp(model, known);
            }
        }
    }

    private Result<ModelStatus> Open_NeedsTurn(HostedModel model, ReadOnlyMemory<byte> bytes, ModelWarmUp warmUp, long used)
    {
        var started = _time.GetTimestamp();
        var before = Environment.WorkingSet;
        if (!_runtime.Load(bytes.Span).TryGet(out var session, out var problem))
        {
            return problem;
        }

        if (warmUp == ModelWarmUp.Zeros && ZeroRun.Try(session) is { } cold)
        {
            session.Dispose();
            return cold;
        }

        var memory = Math.Max(bytes.Length, Environment.WorkingSet - before);
        if (used + memory > _options.MemoryBudgetBytes)
        {
            session.Dispose();
            return OverBudget(model.Key, used, memory);
        }

        model.BecomeHot(session, _time.GetUtcNow(), _time.GetElapsedTime(started), memory);
        return model.Status();
    }

    /// <summary>A version that never was hot leaves no row; one that was stays, cold.</summary>
    private void GiveUp(HostedModel model, bool known)
    {
        model.BecomeCold();
        if (!known)
        {
            _models.TryRemove(model.Key, out _);
        }
    }

    private Problem? MakeRoom_NeedsTurn()
    {
        if (_models.Count < _options.MaxVersions)
        {
            return null;
        }

        var oldest = _models.Values.Where(model => model.Status().State == ModelState.Cold).MinBy(model => model.ColdSince);
        return oldest is not null && _models.TryRemove(oldest.Key, out _)
            ? null
            : Problem.Refused("too-many-models", $"At most {_options.MaxVersions} model versions are loaded at a time.", "Unload one first.");
    }

    private Problem TooLarge() =>
        new(ProblemKind.TooLarge, "model-too-large", $"A model file has at most {_options.MaxModelBytes} bytes.") { Field = "model" };

    private Problem OverBudget(ModelKey key, long used, long asked) => Problem.Refused(
        "memory-budget",
        $"'{key}' takes about {asked} bytes; of the budget of {_options.MemoryBudgetBytes} bytes {used} are used.",
        "Unload a version that is not needed, or raise the budget.");
}
