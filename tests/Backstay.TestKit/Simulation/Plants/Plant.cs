namespace Backstay.TestKit.Simulation.Plants;

/// <summary>
/// A bug planted through the seams, to prove that the checker sees: none of this is in the product. Each names the invariants
/// of which one has to notice it.
/// </summary>
internal sealed record Plant(string Name, WorldSeams Seams, params string[] FoundBy)
{
    public static IReadOnlyList<Plant> All { get; } =
    [
        new("bucket depends on the weight", new UnstableAssignment(), "users-stay-where-they-are", "choice-is-recomputable"),
        new("escape keeps the canary", new HollowEscape(), "no-canary-after-breach", "weights-are-those-of-the-plan"),
        new("breach waits for the ledger", new LateEscape(), "no-canary-after-breach"),
        new("escapes are forgotten at a restart", new ForgetfulNotes(), "no-canary-after-breach"),
        new("canary gets more than its weight", new GenerousTable(), "weights-are-those-of-the-plan"),
        new("table names the position before", new MisplacedTable(), "positions-are-command-ends", "traffic-goes-to-eligible-releases", "weights-are-those-of-the-plan", "choice-is-recomputable"),
        new("client retries are counted", new CountedRetries(), "evidence-is-counted-once", "no-step-without-data"),
        new("steps pass without data", new EagerJudge(), "no-step-without-data"),
        new("a failed shadow is proof", new GenerousProof(), "shadow-proof-is-earned"),
        new("standing still counts as bake time", new GainedTime(), "no-time-gained-standing-still"),
        new("a step's time is read off the wall clock", new WallClockTime(), "no-time-gained-standing-still"),
        new("requests in flight over a stall are evidence", new ForgottenStalls(), "evidence-is-counted-once", "no-step-without-data"),
        new("holes in telemetry are forgotten at a restart", new ForgottenHoles(), "no-step-without-data"),
        new("verdicts state more evidence than there is", new BoastfulVerdicts(), "verdicts-recompute"),
        new("eligibility is skipped", new SkippedEligibility(), "traffic-goes-to-eligible-releases"),
        new("answers wait for the shadow", new SlowShadow(), "shadow-is-silent"),
        new("failed canaries are not retried", new NoRescue(), "callers-are-rescued"),
        new("last entry is lost at a restart", new LostTail(), "acknowledged-commands-survive", "ledger-reads-back"),
        new("a release changes at a restart", new RewrittenRelease(), "acknowledged-commands-survive", "replay-gives-the-same-state", "versions-and-releases-never-change"),
    ];

    /// <summary>How many worlds it takes until an invariant breaks, and which; null when none does.</summary>
    public (int Worlds, WorldReport Report)? Find(int mostWorlds, long firstSeed = 1)
    {
        for (var i = 0; i < mostWorlds; i++)
        {
            var report = World.Run(WorldDraw.Draw(firstSeed + i), Seams);
            if (report.Broken is not null)
            {
                return (i + 1, report);
            }
        }

        return null;
    }

    public override string ToString() => Name;
}
