using System.Text.Json;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives.Json;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(KebabCaseEnumConverter<Verdict>), typeof(EveryDoubleConverter)])]
[JsonSerializable(typeof(EndpointTraffic))]
[JsonSerializable(typeof(RolloutRecord))]
[JsonSerializable(typeof(ReleaseActivated))]
[JsonSerializable(typeof(RolloutStarted))]
[JsonSerializable(typeof(StepEntered))]
[JsonSerializable(typeof(RolloutPaused))]
[JsonSerializable(typeof(RolloutResumed))]
[JsonSerializable(typeof(GuardBreached))]
[JsonSerializable(typeof(RolledBack))]
[JsonSerializable(typeof(RolloutCompleted))]
[JsonSerializable(typeof(StartRollout))]
[JsonSerializable(typeof(PassStep))]
[JsonSerializable(typeof(ReportBreach))]
[JsonSerializable(typeof(ReportSharedBreach))]
[JsonSerializable(typeof(PauseRollout))]
[JsonSerializable(typeof(ResumeRollout))]
[JsonSerializable(typeof(AbortRollout))]
[JsonSerializable(typeof(RollBack))]
internal sealed partial class RolloutsJson : JsonSerializerContext
{
    internal static IEnumerable<FactKind> Facts =>
    [
        new("rollouts.release-activated", 1, Default.ReleaseActivated),
        new("rollouts.rollout-started", 1, Default.RolloutStarted),
        new("rollouts.step-entered", 1, Default.StepEntered),
        new("rollouts.rollout-paused", 1, Default.RolloutPaused),
        new("rollouts.rollout-resumed", 1, Default.RolloutResumed),
        new("rollouts.guard-breached", 1, Default.GuardBreached),
        new("rollouts.rolled-back", 1, Default.RolledBack),
        new("rollouts.rollout-completed", 1, Default.RolloutCompleted),
    ];

    internal static IEnumerable<CommandKind> Commands =>
    [
        new("rollouts.start", Default.StartRollout),
        new("rollouts.pass-step", Default.PassStep),
        new("rollouts.report-breach", Default.ReportBreach),
        new("rollouts.report-shared-breach", Default.ReportSharedBreach),
        new("rollouts.pause", Default.PauseRollout),
        new("rollouts.resume", Default.ResumeRollout),
        new("rollouts.abort", Default.AbortRollout),
        new("rollouts.roll-back", Default.RollBack),
    ];
}
