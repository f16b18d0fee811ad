using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>Invariant 8: a shadow answers no user, and an answer takes as long as its own attempts.</summary>
internal sealed class ShadowIsSilent(Watch watch) : Invariant(watch)
{
    private const double RoundingUs = 10;

    public override string Name => "shadow-is-silent";

    public override int? Number => 8;

    public override void OnCompleted(DecisionRecord decision, Passage passage)
    {
        if (passage.Shadow is not { } shadow)
        {
            return;
        }

        Require(decision.Attempts.All(attempt => attempt.Release != shadow.Attempt.Release), $"the shadow {shadow.Attempt.Release} answers a user");
        var took = (passage.Due - passage.Arrived).TotalMicroseconds;
        var attempts = passage.Attempts.Take(decision.Attempts.Length).Sum(attempt => attempt.DurationUs);
        Require(took <= attempts + RoundingUs, $"decision {decision.Id} took {took} us, its attempts {attempts} us");
    }
}
