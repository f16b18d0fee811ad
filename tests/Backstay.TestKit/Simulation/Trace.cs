using System.Globalization;

namespace Backstay.TestKit.Simulation;

/// <summary>The latest things that happened in a world, put into words only where somebody asks.</summary>
internal sealed class Trace(VirtualClock clock)
{
    private const int Kept = 40;
    private readonly Queue<(DateTimeOffset Time, string What, object? One, object? Two)> _lines = new();

    public void Add(string what, object? one = null, object? two = null)
    {
        if (_lines.Count == Kept)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue((clock.Now, what, one, two));
    }

    public override string ToString() => string.Join('\n', _lines.Select(line => string.Create(
        CultureInfo.InvariantCulture,
        $"  {(line.Time - VirtualClock.Start).TotalSeconds,9:0.000} s  {line.What} {line.One} {line.Two}")));
}
