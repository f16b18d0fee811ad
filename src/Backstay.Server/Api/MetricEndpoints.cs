using Backstay.Core.Governance;
using Backstay.Server.Metrics;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>What a Prometheus server scrapes; the families are in docs/reference/metrics.md.</summary>
internal static class MetricEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", GetMetrics).Needs(TokenScope.Observer).WithTags("Health")
            .AnswersText("All metrics in the Prometheus text format", "text/plain");

    private static ContentHttpResult GetMetrics(IEnumerable<IMetricSource> sources)
    {
        var metrics = new MetricWriter();
        foreach (var source in sources)
        {
            source.Write(metrics);
        }

        return TypedResults.Text(metrics.ToString(), MetricWriter.ContentType);
    }
}
