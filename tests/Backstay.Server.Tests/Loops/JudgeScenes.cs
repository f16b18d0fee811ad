using Backstay.Core.Routing;
using Backstay.Server.Loops;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Server.Tests.Loops;

/// <summary>What goes on in the tests of the judge's loop again and again.</summary>
internal static class JudgeScenes
{
    /// <summary>A ledger as long as the world that the tests begin with.</summary>
    public static MemoryLedgerStore Ledger()
    {
        var ledger = new MemoryLedgerStore();
        var append = ledger.AppendAsync(0, LedgerSamples.Records(1, (int)JudgeRig.World(JudgeRig.Plan()).Position), [], CancellationToken.None);
        Assert.True(append.IsCompletedSuccessfully);
        return ledger;
    }

    /// <summary>So many requests to each release, all answered.</summary>
    public static void Healthy(this JudgeRig rig, int each, bool feed = true)
    {
        for (var i = 0; i < each; i++)
        {
            rig.Request(Arm.Canary, feed: feed);
            rig.Request(Arm.Control, feed: feed);
        }
    }

    /// <summary>So many requests to each release, of which the canary answers none.</summary>
    public static void Fail(this JudgeRig rig, int each)
    {
        for (var i = 0; i < each; i++)
        {
            rig.Request(Arm.Control);
            rig.Request(Arm.Canary, failed: true);
        }
    }

    /// <summary>Until the rollout says why it does not go on.</summary>
    public static async Task<JudgedRollout> WaitingAsync(this JudgeRig rig)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (rig.View.Find("delay-1") is { Waiting: not null } seen)
            {
                return seen;
            }

            await Task.Yield();
        }
    }
}
