using System.Globalization;
using System.Text.Json;
using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Server.Endpoints;

/// <summary>What a fact says, in a sentence, and the sealed reason that it holds.</summary>
internal static class ChangeWords
{
    public static (string What, Digest? Why) Of(IFact fact) => fact switch
    {
        EndpointDeclared f => ($"endpoint declared: stage {Kebab(f.Config.Stage)}, owner {f.Config.Owner}, {Count(f.Config.Backends.Length, "backend")}", f.Why),
        ReleaseProposed f => ($"release {f.Release} proposed: {string.Join(", ", f.Parts.All().Select(part => part.Version))}", f.Why),
        EvidenceRecorded f => (Evidence(f), null),
        SystemRecorded f => ($"system {f.System} is at {f.Version}", f.Why),
        VersionRegistered f => ($"{f.Version} registered", f.Why),
        ScorecardRecorded f => ($"{f.Version} measured: {string.Join(", ", f.Measures.Take(3).Select(Measured))}{(f.Measures.Length > 3 ? ", …" : string.Empty)}", null),
        ReleaseActivated f => ($"{f.Release} serves all traffic: the endpoint's first release", f.Why),
        RolloutStarted f => ($"rollout {f.Rollout} started: {f.From} to {f.To}, first step {Step(f.Plan.Steps[0])}", f.Why),
        StepEntered f => ($"rollout {f.Rollout} entered step {f.Step + 1}", null),
        RolloutPaused f => ($"rollout {f.Rollout} paused: {f.Reason}", f.Why),
        RolloutResumed f => ($"rollout {f.Rollout} resumed", f.Why),
        GuardBreached f => ($"guard {f.Verdict.Guard} of {f.Rollout} breached in step {f.Step + 1}", null),
        RolledBack f => ($"rolled back from {f.From} to {f.To}: {f.Reason}", f.Why),
        RolloutCompleted f => ($"rollout {f.Rollout} completed", null),
        _ => (fact.GetType().Name, null),
    };

    public static string Step(StepConfig step) => step.Kind == StepKind.Canary
        ? string.Create(CultureInfo.InvariantCulture, $"canary {step.Weight / 100.0:0.##} %")
        : Kebab(step.Kind);

    private static string Evidence(EvidenceRecorded f) => f.Passed
        ? $"{Kebab(f.Evidence)} of {f.Release} passed on {Count(f.Samples, "sample")}"
        : $"{Kebab(f.Evidence)} of {f.Release} failed: {f.FirstFailure ?? "no reason recorded"}";

    private static string Measured(Measure measure) => string.Create(
        CultureInfo.InvariantCulture, $"{measure.Metric} {measure.Value:0.####}{(measure.Slice is null ? string.Empty : " on " + measure.Slice)}");

    private static string Count(long number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? string.Empty : "s")}");

    private static string Kebab<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
