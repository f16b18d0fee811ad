using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>A failed or late canary attempt is tried again elsewhere: no caller is answered with the canary's failure alone.</summary>
internal sealed class CallersAreRescued(Watch watch) : Invariant(watch)
{
    public override string Name => "callers-are-rescued";

    public override void OnRouted(Passage passage)
    {
        var isControlThere = !World.Cold.Contains(passage.Endpoint.Current ?? string.Empty) || passage.Endpoint.ControlChain.Length > 0;
        Require(passage.Attempts.Count > 0 || !isControlThere, $"decision {passage.Id} was never tried");
        Require(
            passage.Placement.Arm == Arm.Control || passage.Served is not null || passage.Attempts.Count > 1 || !isControlThere,
            $"decision {passage.Id} failed in the canary, and nobody else was asked");
    }
}
