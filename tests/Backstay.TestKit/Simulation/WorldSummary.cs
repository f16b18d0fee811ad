using System.Globalization;
using Backstay.Statistics;

namespace Backstay.TestKit.Simulation;

/// <summary>What many worlds came to.</summary>
internal sealed class WorldSummary
{
    private readonly List<WorldReport> _reports = [];

    public int Worlds => _reports.Count;

    public long Requests => Sum(report => report.Requests);

    public long HealthyRollouts => Sum(report => report.HealthyRollouts);

    public long FalseBreaches => Sum(report => report.FalseBreaches);

    public double AllowedFalseBreaches => _reports.Sum(report => report.AllowedFalseBreaches);

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
    /// Rollouts from a healthy release to a healthy one, taken back by a relative guard: the exact lower bound of their rate
    /// (one-sided, 99.9 %) is not above the mean of their alphas.
    /// </summary>
    public void RequireHonestAlarms()
    {
        var bound = ClopperPearson.LowerBound(FalseBreaches, HealthyRollouts, 0.999);
        var allowed = AllowedFalseBreaches / HealthyRollouts;
        Assert.True(bound <= allowed, $"{FalseBreaches} false breaches in {HealthyRollouts} healthy rollouts: at least {bound:0.####}, allowed {allowed:0.####}");
    }

    public override string ToString() => string.Join(", ", Counts().Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Count} {count.What}")));

    private (string What, long Count)[] Counts() =>
    [
        ("requests", Requests), ("requests while away", Sum(r => r.Unanswered)), ("ledger entries", Sum(r => r.Entries)),
        ("refused commands", Sum(r => r.Refused)), ("restarts", Sum(r => r.Restarts)), ("overflows", Sum(r => r.Overflows)),
        ("rollouts", Sum(r => r.Rollouts)), ("completed", Sum(r => r.Completed)), ("breaches", Sum(r => r.Breaches)),
        ("jumps of the clock", Sum(r => r.ClockJumps)), ("escapes", Sum(r => r.Escapes)), ("shared pauses", Sum(r => r.SharedPauses)), ("healthy rollouts", HealthyRollouts),
    ];

    private long Sum(Func<WorldReport, long> of) => _reports.Sum(of);
}
