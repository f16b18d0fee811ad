using System.Diagnostics;
using Backstay.TestKit.Faults;

namespace Backstay.Bench.Benches.Faults;

/// <summary>Says on standard error how far the sweeps are, and lets none begin another run when the time is up.</summary>
internal sealed class SweepProgress(TimeSpan limit)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _said;
    private int _runs;
    private int _ended;
    private int _expected;

    /// <summary>How many sweeps there will be.</summary>
    public void Expect(int sweeps) => _expected = sweeps;

    /// <summary>Before each run: whether there is time for it.</summary>
    public bool Begin(string sweep, int call)
    {
        lock (_gate)
        {
            if (_watch.Elapsed >= limit)
            {
                return false;
            }

            _runs++;
            if (_watch.Elapsed - _said >= Pause)
            {
                Say_NeedsLock($"now {sweep}, call {call}");
            }

            return true;
        }
    }

    public void End(SweepOutcome sweep)
    {
        lock (_gate)
        {
            _ended++;
            var how = sweep.Broken.Count > 0 ? "BROKEN" : sweep.IsComplete ? "ended" : "cut short";
            Say_NeedsLock($"{sweep.Name} {how} at call {sweep.Last}");
        }
    }

    private void Say_NeedsLock(string what)
    {
        _said = _watch.Elapsed;
        Console.Error.WriteLine(FormattableString.Invariant($"{_said.TotalSeconds:0} s: {_ended} of {_expected} sweeps, {_runs} runs; {what}"));
    }
}
