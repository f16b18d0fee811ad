using System.Collections.Concurrent;
using Backstay.Core.Primitives;

namespace Backstay.Hosting;

/// <summary>
/// Makes room for a version within the host's bounds. Memory is taken first from the warm version that was idle longest, which
/// becomes cold, then from the hot one that was idle longest and that nobody needs, which becomes warm. What is needed stays hot:
/// no rollback may wait for a load. Runs in the host's turn.
/// </summary>
internal sealed class ModelRoom(ConcurrentDictionary<ModelKey, HostedModel> models, ModelHostOptions options, Func<ModelKey, bool> isNeeded)
{
    /// <summary>Null when the memory is there for a version, or why it isn't.</summary>
    public async Task<Problem?> MakeMemoryAsync(ModelKey key, long bytes, CancellationToken ct)
    {
        while (UsedBeside(key) is var used && used + bytes > options.MemoryBudgetBytes)
        {
            if (LongestIdle(key, ModelState.Warm) is { } warm)
            {
                warm.BecomeCold();
            }
            else if (LongestIdle(key, ModelState.Hot) is { } hot)
            {
                await CoolAsync(hot, ct);
            }
            else
            {
                return OverBudget(key, used, bytes);
            }
        }

        return null;
    }

    /// <summary>Null when one more version may be known, or why it may not.</summary>
    public Problem? MakePlace()
    {
        if (models.Count < options.MaxVersions)
        {
            return null;
        }

        var oldest = models.Values.Where(model => model.Status().State == ModelState.Cold).MinBy(model => model.ColdSince)
            ?? models.Values.Where(model => model.Status().State == ModelState.Warm).MaxBy(model => model.Idle);
        if (oldest is null || !models.TryRemove(oldest.Key, out _))
        {
            return Problem.Refused("too-many-models", $"At most {options.MaxVersions} model versions are loaded at a time.", "Unload one first.");
        }

        oldest.BecomeCold();
        return null;
    }

    /// <summary>Waits for the running calls, then leaves the version warm.</summary>
    public static async Task CoolAsync(HostedModel model, CancellationToken ct)
    {
        if (model.BeginDraining() is { } lease)
        {
            var warm = BecomeWarmAsync(model, lease);
            lease.Close();
            await warm.WaitAsync(ct);
        }
    }

    private static async Task BecomeWarmAsync(HostedModel model, SessionLease lease)
    {
        await lease.Freed;
        model.BecomeWarm();
    }

    private HostedModel? LongestIdle(ModelKey beside, ModelState state) => models.Values
        .Where(model => model.Key != beside && model.Status().State == state)
        .Where(model => state != ModelState.Hot || (model.Idle >= options.Rest && !isNeeded(model.Key)))
        .MaxBy(model => model.Idle);

    private long UsedBeside(ModelKey key) => models.Values.Where(model => model.Key != key).Sum(model => model.Status().MemoryBytes);

    private Problem OverBudget(ModelKey key, long used, long asked) => Problem.Refused(
        "memory-budget",
        $"'{key}' takes about {asked} bytes; of the budget of {options.MemoryBudgetBytes} bytes {used} are used by versions that are needed or were just used.",
        "Unload a version that is not needed, or raise the budget.");
}
