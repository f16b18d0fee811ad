using System.Collections.Immutable;
using Backstay.Core.Rollouts.Judging;

namespace Backstay.Server.Loops;

/// <summary>The latest snapshot of every running rollout. One writer; readers on any thread, without locks.</summary>
internal sealed class JudgeView
{
    private volatile ImmutableDictionary<string, JudgedRollout> _rollouts =
        ImmutableDictionary.Create<string, JudgedRollout>(StringComparer.Ordinal);

    /// <summary>By rollout.</summary>
    public ImmutableDictionary<string, JudgedRollout> Rollouts => _rollouts;

    public JudgedRollout? Find(string rollout) => _rollouts.GetValueOrDefault(rollout);

    internal void Publish(IEnumerable<JudgedRollout> rollouts) =>
        _rollouts = rollouts.ToImmutableDictionary(r => r.Snapshot.Rollout, StringComparer.Ordinal);
}

/// <summary>A rollout as its judge sees it.</summary>
/// <param name="Time">When the snapshot was taken.</param>
/// <param name="Waiting">Why a report of the judge is not recorded yet; null while none waits.</param>
internal sealed record JudgedRollout(JudgeSnapshot Snapshot, DateTimeOffset Time, string? Waiting);
