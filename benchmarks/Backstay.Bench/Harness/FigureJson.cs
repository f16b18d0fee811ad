using System.Text;
using System.Text.Json;

namespace Backstay.Bench.Harness;

/// <summary>
/// The form of all benches: one object a line and figure, <c>{bench, metric, value, unit, target, met, runs: {n, min, median,
/// max}, peer, ratio, machine, commit}</c>; target with met, and peer with ratio, only where there is one.
/// </summary>
internal static class FigureJson
{
    public static string Write(Figure figure, string machine, string commit)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("bench", figure.Bench);
            json.WriteString("metric", figure.Metric);
            json.WriteNumber("value", figure.Value);
            json.WriteString("unit", figure.Unit);
            if (figure is { Target: { } target, IsMet: { } met })
            {
                json.WriteNumber("target", target.Value);
                json.WriteBoolean("met", met);
            }

            json.WriteStartObject("runs");
            json.WriteNumber("n", figure.Runs.N);
            json.WriteNumber("min", figure.Runs.Min);
            json.WriteNumber("median", figure.Runs.Median);
            json.WriteNumber("max", figure.Runs.Max);
            json.WriteEndObject();
            if (figure is { Peer: { } peer })
            {
                json.WriteString("peer", peer);
                if (figure.Ratio is { } ratio)
                {
                    json.WriteNumber("ratio", ratio);
                }
            }

            json.WriteString("machine", machine);
            json.WriteString("commit", commit);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
