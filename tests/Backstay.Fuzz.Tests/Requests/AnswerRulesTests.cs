using System.Collections.Immutable;
using Backstay.Fuzz.Requests;

namespace Backstay.Fuzz.Tests.Requests;

/// <summary>The rules that answers are held to, held to answers that break them.</summary>
public sealed class AnswerRulesTests
{
    private static readonly Operation Ledger = RequestGroups.All.SelectMany(group => group.Operations)
        .First(one => one is { Method: "GET", OnGateway: false, Scope: "observer" } && one.Path.EndsWith("/ledger", StringComparison.Ordinal));

    [Theory]
    [InlineData("/api/v1/./ledger")]
    [InlineData("/API/V1//LEDGER")]
    [InlineData("/api/v1/x/%2e%2e/ledger?limit=1")]
    [InlineData("http://127.0.0.1/api/v1/ledger")]
    [InlineData("/nowhere/at/all")]
    public void An_answer_to_whoever_opens_no_such_route_is_a_way_in(string target)
    {
        Assert.Equal("a caller to whom no such route is open was answered", Fault(target, scope: null));
        Assert.Equal("a caller to whom no such route is open was answered", Fault(target, scope: "caller"));
    }

    [Theory]
    [InlineData("/api/v1/./ledger", "observer")]
    [InlineData("/live/..%2fhealth/live", null)] // open to all
    [InlineData("/health/live/", null)]
    public void An_answer_to_whoever_opens_a_route_that_the_path_may_come_to_is_none(string target, string? scope) => Assert.Null(Fault(target, scope));

    private static string? Fault(string target, string? scope)
    {
        var request = new HostileRequest("GET", target, [("Host", "127.0.0.1")], ReadOnlyMemory<byte>.Empty, Framing.Length, OnGateway: false);
        return AnswerRules.FaultOf(new Drawn(request, Ledger, scope, IsPlain: false, IsForeignHost: false), new RawAnswer(200, ImmutableDictionary<string, string>.Empty, "{}"));
    }
}
