using System.Collections.Concurrent;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Hosting;

/// <summary>
/// Brings a version into the host: to its place among the others, with room for its file, and from there to a session that has
/// run. Whatever fails, the others and the version's earlier state are as they were. Runs in the host's turn.
/// </summary>
internal sealed class ModelLoading(IModelRuntime runtime, ConcurrentDictionary<ModelKey, HostedModel> models, ModelRoom room, TimeProvider time)
{
    /// <summary>
    /// The version's place, with room for its file; or, settled, what there is to say: it has its place with the same content
    /// already, or can't have one.
    /// </summary>
    public async Task<(HostedModel Model, Result<ModelStatus>? Settled)> EnterAsync(ModelKey key, int bytes, Digest content, CancellationToken ct)
    {
        var model = models.GetValueOrDefault(key) ?? new HostedModel(key, time);
        if (models.ContainsKey(key) && model.Status() is { State: not ModelState.Cold } there && (there.State != ModelState.Warm || there.Content == content))
        {
            return (model, there.State is ModelState.Hot or ModelState.Warm && there.Content == content
                ? there
                : Problem.Conflict("model-loaded", $"'{key}' is {there.State.ToString().ToLowerInvariant()} with the content {there.Content.ToShort()}; unload it first."));
        }

        if ((await room.MakeMemoryAsync(key, bytes, ct) ?? (models.ContainsKey(key) ? null : room.MakePlace())) is { } full)
        {
            return (model, full);
        }

        models[key] = model;
        return (model, null);
    }

    /// <summary>Makes a version hot.</summary>
    /// <param name="file">What the bytes are from, where the version keeps it; null where they are the caller's.</param>
    public async Task<Result<ModelStatus>> LoadAsync(
        ModelKey key, ReadOnlyMemory<byte> bytes, Digest content, ObjectContent? file, ModelWarmUp warmUp, CancellationToken ct)
    {
        var known = models.ContainsKey(key);
        var (model, settled) = await EnterAsync(key, bytes.Length, content, ct);
        if (settled is { } said && !(said.IsOk && said.Value.State == ModelState.Warm))
        {
            return said;
        }

        model.BeginLoading(content, bytes.Length);
        var hot = false;
        try
        {
            var result = await OpenAsync(model, bytes, warmUp, ct);
            hot = result.IsOk;
            return result;
        }
        finally
        {
            if (hot)
            {
                model.Keep(file);
            }
            else
            {
                GiveUp(model, known);
            }
        }
    }

    private async Task<Result<ModelStatus>> OpenAsync(HostedModel model, ReadOnlyMemory<byte> bytes, ModelWarmUp warmUp, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var before = Environment.WorkingSet;
        if (!runtime.Load(bytes.Span).TryGet(out var session, out var problem))
        {
            return problem;
        }

        var isKept = false;
        try
        {
            if (warmUp == ModelWarmUp.Zeros && ZeroRun.Try(session) is { } cold)
            {
                return cold;
            }

            var memory = Math.Max(bytes.Length, Environment.WorkingSet - before);
            if (await room.MakeMemoryAsync(model.Key, memory, ct) is { } full)
            {
                return full;
            }

            isKept = true;
            model.BecomeHot(session, time.GetUtcNow(), time.GetElapsedTime(started), memory);
            return model.Status();
        }
        finally
        {
            if (!isKept)
            {
                session.Dispose();
            }
        }
    }

    /// <summary>A version that never was hot leaves no row; one that was stays as it was, warm or cold.</summary>
    private void GiveUp(HostedModel model, bool known)
    {
        model.BecomeWarm();
        if (!known)
        {
            models.TryRemove(model.Key, out _);
        }
    }
}
