namespace Backstay.TestKit.Simulation.Plants;

/// <summary>A bug planted through the seams, to prove that the checker sees: none of this is in the product.</summary>
/// <param name="Number">Which of the house's invariants it breaks (docs/architecture.md); null for the simulation's own.</param>
/// <param name="FoundBy">The invariant that has to notice it, alone: what others would have seen sooner does not count.</param>
internal sealed record Plant(int? Number, string Name, string FoundBy, WorldSeams Seams)
{
    public static IReadOnlyList<Plant> All { get; } =
    [
        new(1, "last entry is lost at a restart", "acknowledged-commands-survive", new LostTail()),
        new(2, "incidents are forgotten at a restart", "replay-gives-the-same-state", new ForgottenIncidents()),
        new(3, "a version changes at a restart", "versions-and-releases-never-change", new RewrittenVersion()),
        new(3, "a release changes at a restart", "versions-and-releases-never-change", new RewrittenRelease()),
        new(4, "canary gets more than its weight", "weights-are-those-of-the-plan", new GenerousTable()),
        new(4, "eligibility is skipped", "traffic-goes-to-eligible-releases", new SkippedEligibility()),
        new(5, "a rollout starts beside another", "one-rollout-and-a-valid-target", new SecondRollout()),
        new(5, "a rollback goes where nothing served", "one-rollout-and-a-valid-target", new WildRollback()),
        new(6, "escape keeps the canary", "no-canary-after-breach", new HollowEscape()),
        new(6, "breach waits for the ledger", "no-canary-after-breach", new LateEscape()),
        new(6, "escapes are forgotten at a restart", "no-canary-after-breach", new ForgetfulNotes()),
        new(6, "breach is reported once", "breach-ends-in-rollback", new ReportedOnce()),
        new(7, "bucket depends on the weight", "choice-is-recomputable", new UnstableAssignment()),
        new(7, "table names the position before", "choice-is-recomputable", new MisplacedTable()),
        new(8, "answers wait for the shadow", "shadow-is-silent", new SlowShadow()),
        new(8, "the shadow answers where the control fails", "shadow-is-silent", new AnsweringShadow()),
        new(9, "users are dealt out afresh at every step", "users-stay-where-they-are", new FreshAssignment()),
        new(10, "who asked is noted by their secret", "nothing-private-is-written", new NotedSecrets()),
        new(10, "callers are kept by name", "nothing-private-is-written", new NamedCallers()),
        new(11, "verification believes stored hashes", "flipped-bits-are-found", new TrustingVerifier()),
        new(11, "verification asks for no checkpoint", "flipped-bits-are-found", new ForgottenCheckpoints()),
        new(null, "client retries are counted", "evidence-is-counted-once", new CountedRetries()),
        new(null, "requests in flight over a stall are evidence", "evidence-is-counted-once", new ForgottenStalls()),
        new(null, "steps pass without data", "no-step-without-data", new EagerJudge()),
        new(null, "holes in telemetry are forgotten at a restart", "no-step-without-data", new ForgottenHoles()),
        new(null, "a failed shadow is proof", "shadow-proof-is-earned", new GenerousProof()),
        new(null, "standing still counts as bake time", "no-time-gained-standing-still", new GainedTime()),
        new(null, "a tick counts in a step that began in its midst", "no-time-gained-standing-still", new EarlyTime()),
        new(null, "a step's time is read off the wall clock", "no-time-gained-standing-still", new WallClockTime()),
        new(null, "verdicts state more evidence than there is", "verdicts-recompute", new BoastfulVerdicts()),
        new(null, "a canary without its control is compared", "evidence-is-counted-once", new ComparedAlone()),
        new(null, "beside a cold release nothing is evidence", "readiness-is-told", new BlindBesideCold()),
        new(null, "failed canaries are not retried", "callers-are-rescued", new NoRescue()),
    ];

    /// <summary>How many worlds it takes until its invariant breaks; null when it never does.</summary>
    public (int Worlds, WorldReport Report)? Find(int mostWorlds, long firstSeed = 1)
    {
        for (var i = 0; i < mostWorlds; i++)
        {
            var report = World.Run(WorldDraw.Draw(firstSeed + i), Seams, [FoundBy]);
            if (report.Broken is not null)
            {
                return (i + 1, report);
            }
        }

        return null;
    }

    public override string ToString() => Name;
}
