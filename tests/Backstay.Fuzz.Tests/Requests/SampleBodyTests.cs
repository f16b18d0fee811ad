using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Backstay.Fuzz.Requests;
using Backstay.TestKit;

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

    /// <summary>A key that is too long is refused by every command, and by nothing else: where it is, the description names the header.</summary>
    [Fact]
    public async Task Every_command_says_that_it_takes_an_idempotency_key()
    {
        using var api = new RawConnection(fixture.Node.Api);
        var paths = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs/reference/openapi.json"), Ct)).GetProperty("paths");
        var (taking, wrong) = (0, new List<string>());
        foreach (var operation in RequestGroups.All.SelectMany(group => group.Operations).Where(one => one.Writes && paths.TryGetProperty(one.Path, out _)))
        {
            var described = paths.GetProperty(operation.Path).GetProperty(operation.Method.ToLowerInvariant());
            var says = described.TryGetProperty("parameters", out var parameters)
                && parameters.EnumerateArray().Any(one => one.GetProperty("in").GetString() == "header" && one.GetProperty("name").GetString() == "Idempotency-Key");
            var body = operation.Bodies.IsEmpty ? "" : operation.Bodies[0].ToJsonString();
            ImmutableArray<(string, string)> headers =
            [
                ("Host", "localhost"), ("Content-Type", "application/json"), ("Authorization", $"Bearer {fixture.Node.Credentials.Live["admin"]}"), ("Idempotency-Key", new string('k', 5_000)),
            ];
            var answer = await api.SendAsync(new HostileRequest(operation.Method, Filled(operation), headers, Encoding.UTF8.GetBytes(body), Framing.Length, OnGateway: false), Ct);
            var takes = answer.Member("field") == "Idempotency-Key";
            taking += takes ? 1 : 0;

            // What is not there is told before a command is made of it.
            if (takes != says && !(says && answer.Status == 404))
            {
                wrong.Add($"{operation}: {answer}");
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(taking, 5, int.MaxValue);
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
