namespace Backstay.Statistics;

/// <summary>Running totals of one arm.</summary>
internal struct ArmTotals
{
    private double _sum;
    private double _squares;

    public long Count { get; private set; }

    public readonly double? Mean => Count == 0 ? null : _sum / Count;

    public void Add(double value)
    {
        Count++;
        _sum += value;
        _squares += value * value;
    }

    public readonly ArmStatistics ToStatistics(string arm) => new(arm, Count, _sum, _squares);
}
