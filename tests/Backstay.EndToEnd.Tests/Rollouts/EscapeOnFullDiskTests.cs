using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.TestKit;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>A canary that goes bad while the ledger has no space: its traffic goes at once, the fact when there is space again.</summary>
public sealed class EscapeOnFullDiskTests
{
    private const int DiskMegabytes = 64;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bad_canary_loses_its_traffic_at_once_and_the_fact_follows_when_there_is_space(bool killed)
    {
        using var disk = new SmallDisk(DiskMegabytes);
        await using var scene = await RolloutScene.StartAsync(disk.FullPath);
        var rollout = await scene.RollOutAsync(BadCanary.Plan);
        await scene.CallAsync(20);
        var filler = disk.Fill();
        await UntilRefusedAsync(scene);

        await scene.BecomeBadAsync();

        // The ledger says nothing of it yet, and callers do not wait for that.
        Assert.Equal(RolloutStatus.Running, (await scene.Client.GetRolloutAsync(rollout, Ct)).Record.Status);
        await scene.AssertOldAnswersAsync();
        if (killed)
        {
            await scene.Server.KillAsync(Ct);
        }

        File.Delete(filler);
        if (killed)
        {
            await scene.StartAgainAsync();
        }

        await scene.AssertOldAnswersAsync();
        var ended = await scene.UntilAsync(rollout, view => view.Record.Status != RolloutStatus.Running);
        Assert.Equal(RolloutStatus.RolledBack, ended.Record.Status);
        if (!killed)
        {
            // What was seen since the disk is full was kept nowhere: with the process went the evidence, not the escape.
            Assert.StartsWith("guard errors breached", ended.Record.Reason);
            Assert.Single(ended.Incidents);
        }

        var fact = Assert.Single((await new LedgerClient(scene.Client).EntriesAsync(1, 500, "rollouts.rolled-back", Ct)).Entries);
        Assert.Equal(("judge", killed ? "abort" : "breach"), (fact.Actor.Id, fact.Payload.GetProperty("cause").GetString()));
        await scene.AssertOldAnswersAsync();
        await scene.Client.SetSystemAsync(Name.Parse("spacious"), Request(1), idempotencyKey: null, Ct);
    }

    private static SetSystemRequest Request(int minor) => new() { Version = new SemanticVersion(1, minor, 0, null), Why = new string('x', 400) };

    /// <summary>Commands find no space, and say so; until then they use up what the log still has.</summary>
    private static async Task UntilRefusedAsync(RolloutScene scene)
    {
        const int MostCommands = 2_000;
        for (var i = 1; i <= MostCommands; i++)
        {
            try
            {
                await scene.Client.SetSystemAsync(Name.Parse("filling"), Request(i), idempotencyKey: null, Ct);
            }
            catch (BackstayException refused)
            {
                Assert.Equal((503, "ledger-full"), (refused.Problem.Status, refused.Problem.Code));
                return;
            }
        }

        Assert.Fail($"{MostCommands} commands found space on a full disk.");
    }
}
