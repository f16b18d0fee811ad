using Backstay.Fuzz.Requests;

namespace Backstay.Fuzz.Tests.Requests;

/// <summary>
/// Drawn requests to every route, with the budget of a test; <c>./bench fuzz</c> sends 10,000 a group. A failure prints seed,
/// number and the request as small as it still fails.
/// </summary>
public sealed class HostileRequestTests(AttackedNodeFixture fixture)
{
    private const int Seed = 20_261_121;
    private const int PerGroup = 400;

    public static TheoryData<string> Groups => [.. RequestGroups.All.Select(group => group.Name)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task Nothing_that_is_sent_is_a_fault_of_the_server_a_way_in_or_a_silent_change(string name)
    {
        var node = fixture.Node;
        var group = RequestGroups.All.Single(group => group.Name == name);
        var (position, objects) = (node.Position, node.Objects());
        var digest = await node.DigestAtAsync(position, Ct);

        var report = await node.Run().RunAsync(group, Seed, from: 0, PerGroup, Ct);

        Assert.True(report.Failures.IsEmpty, string.Join('\n', report.Failures));
        Assert.Equal(PerGroup, report.Sent);
        Assert.Equal(digest, await node.DigestAtAsync(position, Ct));
        if (report.Accepted == 0)
        {
            Assert.Equal((position, objects), (node.Position, node.Objects()));
        }

        // Not all may be turned away at the door: else nothing behind it was tried.
        Assert.True(report.Statuses.Where(status => status.Key is not (0 or 400 or 401 or 403)).Sum(status => status.Value) > PerGroup / 20, string.Join(' ', report.Statuses));
    }

    [Fact]
    public void Every_route_belongs_to_a_group_and_what_takes_JSON_has_a_sound_body()
    {
        var homeless = RequestGroups.Routes().Where(route => RequestGroups.NameOf(route.Path, route.OnGateway) is null).Select(route => $"{route.Method} {route.Path}");
        Assert.Empty(homeless);

        string[] bodiless = ["/objects", "/ledger/checkpoint", "/sign-in"];
        var without = RequestGroups.All.SelectMany(group => group.Operations)
            .Where(one => one.Method is "POST" or "PUT" or "DELETE" && one.Bodies.IsEmpty && !bodiless.Any(path => one.Path.EndsWith(path, StringComparison.Ordinal)));
        Assert.Empty(without);
    }
}
