using Backstay.Gateway.Tables;

namespace Backstay.Gateway.Requests;

/// <summary>
/// How long a canary may take: its share of the deadline, so that there is time to rescue the caller. Where what is left would
/// not be enough for the release that would come to the rescue, by what it takes as a rule, nobody is served by giving up early,
/// and there is no such limit. Both arms are judged by it: a control that takes longer counts as late too.
/// </summary>
internal static class AttemptLimit
{
    /// <summary>What a rescue takes beyond the usual time.</summary>
    private const double Reserve = 1.25;

    public static int Of(LiveEndpoint endpoint, int deadlineMs)
    {
        if (endpoint.CanaryChain.Length < 2 || !endpoint.CanaryChain[0].Idempotent)
        {
            return deadlineMs;
        }

        var share = (int)(deadlineMs * (long)endpoint.Config.CanaryDeadlineShare / 100);
        var rescueMs = Reserve * endpoint.CanaryChain[1].Counters.UsualMicroseconds / 1_000;
        return deadlineMs - share < rescueMs ? deadlineMs : share;
    }
}
