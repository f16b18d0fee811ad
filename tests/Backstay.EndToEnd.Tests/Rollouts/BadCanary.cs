using System.Net;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>A canary at half of the traffic that goes bad in the middle of its step, and how callers fare meanwhile.</summary>
internal static class BadCanary
{
    private const int MostCalls = 600;
    private const int Quiet = 40;

    /// <summary>Its canary step lasts longer than any test: it ends by a breach, or not at all.</summary>
    public static RolloutPlanSpec Plan { get; } = new()
    {
        Steps = [new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = 10_000 }, new StepSpec { Kind = StepKind.Full, MinUnits = 10 }],
        Guards = [RolloutScene.Errors],
    };

    /// <summary>The new release fails from now on, and callers come until it hears of none of them any more; the old one rescues all.</summary>
    public static async Task BecomeBadAsync(this RolloutScene scene)
    {
        scene.NewBackend.Behaviour = Behave.Status(500);
        for (var calls = 0; calls < MostCalls; calls += Quiet)
        {
            var received = scene.NewBackend.Received;
            await CallOldAsync(scene, Quiet);
            if (scene.NewBackend.Received == received)
            {
                return;
            }
        }

        Assert.Fail($"The new release is still called after {MostCalls} calls. The server said:\n{scene.Server.Output}");
    }

    /// <summary>The old release answers everybody, and the new one is not even tried.</summary>
    public static async Task AssertOldAnswersAsync(this RolloutScene scene)
    {
        var received = scene.NewBackend.Received;
        await CallOldAsync(scene, 30);
        Assert.Equal(received, scene.NewBackend.Received);
    }

    private static async Task CallOldAsync(RolloutScene scene, int calls) =>
        Assert.All(await scene.CallAsync(calls), answer => Assert.Equal((HttpStatusCode.OK, "old"), (answer.Status, answer.Release)));
}
