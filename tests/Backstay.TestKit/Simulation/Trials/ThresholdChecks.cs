namespace Backstay.TestKit.Simulation.Trials;

/// <summary>
/// The peer: how delivery controllers that poll a metrics store judge a canary. At the end of every minute each metric's
/// share of bad requests in that minute, of the canary alone, is held against a threshold; a metric without requests is
/// passed over. The check of a minute fails where any metric is beyond its own. So many failed checks in a row, and the
/// traffic is taken back at once. Better than the real ones are: scraping takes no time and loses nothing, the thresholds
/// know what is usual, and failed checks are not added up over the whole run.
/// </summary>
internal sealed class ThresholdChecks(int inARow, Health usual)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Errors and slow answers as operators are advised: one in a hundred, or where that is usual, twice as many. Wrong answers:
    // five in a hundred more than usual.
    private readonly double[] _most = [Math.Max(0.01, 2 * usual.Errors), Math.Max(0.01, 2 * usual.Slow), usual.Wrong + 0.05];
    private readonly (int All, int Bad)[] _minute = new (int, int)[3];
    private DateTimeOffset _endsAt = VirtualClock.Start + Interval;
    private int _failed;

    /// <summary>Whether the traffic was taken back.</summary>
    public bool HasAlarmed => _failed >= inARow;

    /// <summary>One request of the canary, or one label of its answers, for one metric.</summary>
    public void Observe(Symptom metric, bool isBad)
    {
        ref var seen = ref _minute[(int)metric];
        seen = (seen.All + 1, seen.Bad + (isBad ? 1 : 0));
    }

    /// <summary>Time has come to <paramref name="now"/>: what is due is checked.</summary>
    public void MoveTo(DateTimeOffset now)
    {
        for (; now >= _endsAt && !HasAlarmed; _endsAt += Interval)
        {
            var isBeyond = false;
            for (var i = 0; i < _minute.Length; i++)
            {
                isBeyond |= _minute[i].All > 0 && _minute[i].Bad > _most[i] * _minute[i].All;
                _minute[i] = default;
            }

            _failed = isBeyond ? _failed + 1 : 0;
        }
    }
}
