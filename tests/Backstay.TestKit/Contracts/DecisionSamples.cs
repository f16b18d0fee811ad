using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Contracts;

/// <summary>Decisions with every field set, told apart by a number.</summary>
public static class DecisionSamples
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Ids in the order of their numbers.</summary>
    public static Guid Id(int number) => new($"01900000-0000-7000-8000-{number:x12}");

    public static DecisionRecord Decision(int number, string? rollout = "r1", string endpoint = "risk", int completedMs = 0) => new()
    {
        Id = Id(number),
        Time = Epoch,
        Completed = Epoch.AddMilliseconds(completedMs).AddTicks(7),
        Workspace = "default",
        Position = 41,
        Escaped = true,
        Endpoint = endpoint,
        Rollout = rollout,
        Step = 2,
        Bucket = 9_999,
        Unit = Digest.Of("unit"u8),
        UnitSource = UnitOrigin.Header,
        Propensity = 500,
        CanaryWeight = 500,
        AssignedArm = Arm.Canary,
        AssignedRelease = "r-2",
        ServedRelease = "r-1",
        Attempts =
        [
            new AttemptRecord("r-2", "b", 10, 200, 0, "timeout", null),
            new AttemptRecord("r-1", "a", 300, 400, 200, null, "1.2.0"),
        ],
        Kept = [new KeptValue("score", "0.25")],
        FallbackReason = "timeout",
        DeadlineMs = 100,
        Status = 200,
        RequestId = "req-1",
        Input = Digest.Of("in"u8),
        Output = Digest.Of("out"u8),
        NotEvidence = true,
    };

    public static ShadowRecord Shadow(int number, string rollout = "r1", int completedMs = 0) => new(
        Id(number),
        "risk",
        rollout,
        1,
        Epoch.AddMilliseconds(completedMs),
        new AttemptRecord("r-2", "b", 10, 200, 200, null, null),
        [new KeptValue("score", "0.5")]);

    public static OutcomeRecord Outcome(int number, string json, string name = "label", int receivedMs = 0) =>
        new(Id(number), name, json, Epoch.AddMilliseconds(receivedMs), "tester");
}
