using System.Globalization;

namespace Backstay.Bench.Benches.Gateway;

/// <summary>What callers send.</summary>
internal static class GatewayLoad
{
    public const int Connections = 32;

    /// <summary>Requests a second where latency is measured: far from saturation, so that no queue is measured.</summary>
    public const int PacedRate = 1_000;

    /// <summary>As fast as answers come.</summary>
    public static string Closed(int bodyBytes) => $$"""
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        wrk.body = '{"text":"{{new string('x', Math.Max(0, bodyBytes - 11))}}"}'
        """;

    /// <summary>Each connection pauses before each request, for a while drawn at random so that they do not march in step.</summary>
    public static string Paced(int bodyBytes)
    {
        const int MeanMs = Connections * 1_000 / PacedRate;
        return Closed(bodyBytes) + string.Create(CultureInfo.InvariantCulture, $"\ndelay = function() return math.random({MeanMs / 2}, {MeanMs * 3 / 2}) end\n");
    }
}
