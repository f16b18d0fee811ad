namespace Backstay.TestKit.Faults;

/// <summary>Which calls of a sweep fail, one in each run, and when the sweep ends.</summary>
/// <param name="IsThinned">Whether these are the 1st, 2nd, 3rd, 4th, 6th, 9th, ... call; else every one.</param>
/// <param name="Calm">
/// How many runs in a row meet no fault before the sweep has ended. Calls are counted for each thread by itself, and which thread
/// takes the work is chance: a single run without its fault may have shared out what another gives to one thread.
/// </param>
internal sealed record SweepPlan(bool IsThinned, int Calm)
{
    /// <summary>For tests: few calls, and the first run without its fault is the last.</summary>
    public static SweepPlan Thinned { get; } = new(IsThinned: true, Calm: 1);

    /// <summary>Every call, to the first run without its fault.</summary>
    public static SweepPlan Every { get; } = new(IsThinned: false, Calm: 1);

    /// <summary>Asked before each run with the sweep's name and the call that is to fail; false ends the sweep before its end.</summary>
    public Func<string, int, bool> MayRun { get; init; } = (_, _) => true;

    /// <summary>The call that fails after this one.</summary>
    public int After(int call) => call + (IsThinned ? Math.Max(1, call / 2) : 1);
}
