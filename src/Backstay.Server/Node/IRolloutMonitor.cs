using Backstay.Client.Rollouts;

namespace Backstay.Server.Node;

/// <summary>How running rollouts stand at this moment, as their judge sees them.</summary>
public interface IRolloutMonitor
{
    /// <summary>Null where no judge watches it: it has ended, or the judge is not there yet.</summary>
    RolloutLive? Find(string rollout);
}
