using System.Globalization;
using System.Text;
using Backstay.Gateway.Requests;
using Backstay.TestKit;

namespace Backstay.Gateway.Tests.Requests;

public sealed class GatewayPathTests
{
    /// <summary>From this table each route is tried with every scope, fuzzed, and described: none can be forgotten.</summary>
    [Fact]
    public void Every_route_stands_in_the_table_with_its_scope()
    {
        var text = new StringBuilder();
        foreach (var route in GatewayPath.Routes.OrderBy(route => route.Template, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{route.Method,-7} {route.Template}  {(route.HasEndpoint ? "caller" : "nobody")}\n");
        }

        KeptFile.AssertKept("tests/Backstay.Server.Tests/Security/gateway-routes.txt", text.ToString());
    }

    [Fact]
    public void Every_kind_of_path_has_a_route() =>
        Assert.Equal(Enum.GetValues<PathKind>().Order(), GatewayPath.Routes.Select(route => route.Kind).Distinct().Order());

    [Fact]
    public void Each_route_matches_its_own_paths()
    {
        foreach (var route in GatewayPath.Routes)
        {
            var match = GatewayPath.Match(route.Template.Replace("{endpoint}", "delay", StringComparison.Ordinal), out var endpoint);

            Assert.Same(route, match);
            Assert.Equal(route.HasEndpoint ? "delay" : "", endpoint.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/endpoints")]
    [InlineData("/endpoints/")]
    [InlineData("/endpoints/delay/")]
    [InlineData("/endpoints/delay/infer")]
    [InlineData("/Endpoints/delay")]
    [InlineData("/v2/models")]
    [InlineData("/v2/models/")]
    [InlineData("/v2/models//infer")]
    [InlineData("/v2/models/infer/")]
    [InlineData("/v2/models/delay/")]
    [InlineData("/v2/models/delay/infer/")]
    [InlineData("/v2/models/delay/versions/1/infer")]
    [InlineData("/v2/health")]
    [InlineData("/v2/health/live/")]
    [InlineData("/v20")]
    public void What_is_no_route_matches_none(string path)
    {
        Assert.Null(GatewayPath.Match(path, out var endpoint));
        Assert.True(endpoint.IsEmpty);
    }

    /// <summary>An endpoint may be called as a path's last word is.</summary>
    [Theory]
    [InlineData("/v2/models/infer", nameof(PathKind.OipModel), "infer")]
    [InlineData("/v2/models/infer/infer", nameof(PathKind.OipInfer), "infer")]
    [InlineData("/v2/models/ready/infer", nameof(PathKind.OipInfer), "ready")]
    public void An_endpoint_may_have_the_name_of_an_action(string path, string kind, string name)
    {
        Assert.Equal(kind, GatewayPath.Match(path, out var endpoint)?.Kind.ToString());
        Assert.Equal(name, endpoint.ToString());
    }
}
