using Backstay.Fuzz.Requests;

namespace Backstay.Fuzz.Tests.Requests;

/// <summary>Hostile requests to every group at once, and each of them twice: what one does may cost no other its right answer.</summary>
public sealed class SideBySideTests(AttackedNodeFixture fixture)
{
    private const int Seed = 20_261_123;
    private const int PerGroup = 80;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_of_all_groups_at_once_are_answered_as_well_as_alone()
    {
        var node = fixture.Node;
        var before = node.Now();

        // The same numbers twice: the same registration, token or rollout comes over two connections at about the same time.
        var runs = await Task.WhenAll(RequestGroups.All.SelectMany(group => new[] { group, group })
            .Select(group => Task.Run(() => node.RunBeside().RunAsync(group, Seed, from: 0, PerGroup, Ct), Ct)));

        var failures = runs.SelectMany(run => run.Failures).ToArray();
        Assert.True(failures.Length == 0, string.Join('\n', failures.Take(5).Select(failure => failure.ToString())));
        Assert.All(runs, run => Assert.Equal(PerGroup, run.Sent));
        Assert.True(runs.Sum(run => run.Accepted) > 0, "no write was sound: nothing was there to be raced");

        // What was there is as it was, and what came is what the ledger says.
        var after = node.Now();
        Assert.Equal(before.Digest, await node.DigestAtAsync(before.Position, Ct));
        Assert.Equal(after.Digest, await node.DigestAtAsync(after.Position, Ct));
    }
}
