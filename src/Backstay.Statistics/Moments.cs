namespace Backstay.Statistics;

/// <summary>
/// Running mean and variance of values in [0, 1], each started with one imagined value in the middle: (1/2 + sum x)/(t + 1)
/// and (1/4 + sum (x_i - m_i)^2)/(t + 1). Both are known before the next value, as bets must be.
/// </summary>
internal struct Moments
{
    private double _sum;
    private double _squares;

    public long Count { get; private set; }

    public readonly double Mean => (0.5 + _sum) / (Count + 1);

    public readonly double Variance => (0.25 + _squares) / (Count + 1);

    public void Add(double value)
    {
        _sum += value;
        Count++;
        var distance = value - Mean;
        _squares += distance * distance;
    }
}
