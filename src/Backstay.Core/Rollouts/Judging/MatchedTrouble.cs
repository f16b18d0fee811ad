using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// How bad one arm looks against a hard limit, from 0 (best) to 1, as a mean over the canary's times. The canary counts as it
/// is. The control is weighed by the odds w / (1 - w) of the canary's share w at each observation (inverse probability
/// weighting, Horvitz and Thompson 1952): its plain mean would be one of other times, for a canary gets most of its traffic
/// late, and a trouble that began with the last step would be diluted by all that the control answered before.
/// </summary>
internal struct MatchedTrouble
{
    private double _sum;
    private double _weights;
    private double _squares;

    /// <summary>The mean; 0 before the first observation.</summary>
    public readonly double Mean => _weights == 0 ? 0 : _sum / _weights;

    /// <summary>How many observations of full trouble the mean stands for (Kish's effective size times the mean).</summary>
    public readonly double Signs => _squares == 0 ? 0 : _sum * _weights / _squares;

    public void AddCanary(double trouble) => Add(trouble, 1);

    /// <param name="canaryWeight">Basis points; 0 for one of a pair, where both arms have the same times.</param>
    public void AddControl(double trouble, int canaryWeight) =>
        Add(trouble, canaryWeight == 0 ? 1 : canaryWeight / (double)Math.Max(1, EndpointRoute.BasisPoints - canaryWeight));

    private void Add(double trouble, double weight)
    {
        _sum += weight * trouble;
        _weights += weight;
        _squares += weight * weight;
    }
}
