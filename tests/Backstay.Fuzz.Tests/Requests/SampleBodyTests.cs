using System.Collections.Immutable;
using System.Text;
using Backstay.Fuzz.Requests;

namespace Backstay.Fuzz.Tests.Requests;

/// <summary>What hostile requests are made of is sound before it is broken: else nothing behind the first check is tried.</summary>
public sealed class SampleBodyTests(AttackedNodeFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sound_bodies_are_understood_by_their_routes()
    {
        using var api = new RawConnection(fixture.Node.Api);
        using var gateway = new RawConnection(fixture.Node.Gateway);
        var misunderstood = new List<string>();
        foreach (var operation in RequestGroups.All.SelectMany(group => group.Operations))
        {
            foreach (var body in operation.Bodies)
            {
                ImmutableArray<(string, string)> headers =
                    [("Host", "localhost"), ("Content-Type", "application/json"), ("Authorization", $"Bearer {fixture.Node.Credentials.Live[operation.Scope]}")];
                var request = new HostileRequest(
                    operation.Method, Filled(operation), headers, Encoding.UTF8.GetBytes(body.ToJsonString()), Framing.Length, operation.OnGateway);
                var answer = await (operation.OnGateway ? gateway : api).SendAsync(request, Ct);
                if (answer.Status is 0 or 400 or 401 or 403 or 405 or 413 or 415 or 500 or 502)
                {
                    misunderstood.Add($"{operation} {body.ToJsonString()}: {answer}");
                }
            }
        }

        Assert.True(misunderstood.Count == 0, string.Join('\n', misunderstood));
    }

    private static string Filled(Operation operation) => string.Join('/', operation.Path.Split('/').Select(segment => segment switch
    {
        "{kind}" => "model",
        "{number}" or "{version}" => "1.0.0",
        "{endpoint}" => operation.Writes ? "fuzzed" : operation.Path.StartsWith("/v2", StringComparison.Ordinal) ? "tensors" : "answers",
        "{decision}" => "01890a5d-ac96-774b-bcce-b302099a8057",
        _ when segment.StartsWith('{') => "none",
        _ => segment,
    }));
}
