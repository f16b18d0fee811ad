using System.Globalization;

namespace Backstay.TestKit.Simulation;

/// <summary>What many worlds came to.</summary>
internal sealed class WorldSummary
{
    private const double Confidence = 0.999;

    private readonly List<WorldReport> _reports = [];

    public int Worlds => _reports.Count;

    public long Requests => Sum(report => report.Requests);

    public long HealthyRollouts => Sum(report => report.HealthyRollouts);

    public AlarmCount RelativeAlarms => Sum(report => report.RelativeAlarms);

    public AlarmCount LimitAlarms => Sum(report => report.LimitAlarms);

    /// <summary>Of all worlds, in whatever order they were added: equal where the same seeds gave the same worlds.</summary>
    public ulong Fingerprint => _reports.Aggregate(0UL, (sum, report) => unchecked(sum + ((report.Fingerprint ^ (ulong)report.Seed) * 0x9E37_79B9_7F4A_7C15UL)));

    public IEnumerable<WorldReport> Broken => _reports.Where(report => report.Broken is not null);

    public void Add(WorldReport report) => _reports.Add(report);

    /// <summary>A simulation in which nothing happens proves nothing: what the worlds are meant to hold did happen.</summary>
    public void RequireVariety()
    {
        foreach (var (what, count) in Counts())
        {
            Assert.True(count > Worlds / 50, $"only {count} {what} in {Worlds} worlds");
        }
    }

    /// <summary>
    /// Rollouts from a healthy release to a healthy one: those taken back by relative guards keep to the plans' alpha, and those
    /// taken back by hard limits to theirs.
    /// </summary>
    public void RequireHonestAlarms()
    {
        RelativeAlarms.RequireHonesty("relative guards", Confidence);
        LimitAlarms.RequireHonesty("hard limits", Confidence);
    }

    public override string ToString() => string.Join(", ", Counts().Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Count} {count.What}")));

    private (string What, long Count)[] Counts() =>
    [
        ("requests", Requests), ("requests while away", Sum(r => r.Unanswered)), ("ledger entries", Sum(r => r.Entries)),
        ("refused commands", Sum(r => r.Refused)), ("restarts", Sum(r => r.Restarts)), ("overflows", Sum(r => r.Overflows)),
        ("rollouts", Sum(r => r.Rollouts)), ("completed", Sum(r => r.Completed)), ("breaches", Sum(r => r.Breaches)),
        ("jumps of the clock", Sum(r => r.ClockJumps)), ("canary requests without a control", Sum(r => r.WithoutControl)),
        ("escapes", Sum(r => r.Escapes)), ("shared pauses", Sum(r => r.SharedPauses)), ("healthy rollouts", HealthyRollouts),
    ];

    private long Sum(Func<WorldReport, long> of) => _reports.Sum(of);

    private AlarmCount Sum(Func<WorldReport, AlarmCount> of) => _reports.Aggregate(default(AlarmCount), (sum, report) => sum + of(report));
}
