using System.Globalization;
using System.Text;

namespace Backstay.Server.Metrics;

/// <summary>Writes the Prometheus text format 0.0.4. Not thread safe.</summary>
public sealed class MetricWriter
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private string _family = string.Empty;

    /// <summary>Begins a family; its samples follow.</summary>
    public MetricWriter Family(string name, MetricKind kind, string help)
    {
        _family = name;
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
        return this;
    }

    /// <summary>A sample of the family that was begun last.</summary>
    public MetricWriter Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Line(_family, value, labels);
        return this;
    }

    /// <summary>The samples of one histogram: cumulative buckets by upper bound, then sum and count.</summary>
    /// <param name="labels">Labels of every sample; <c>le</c> is added.</param>
    public MetricWriter Distribution(
        IEnumerable<(double UpTo, long Count)> cumulative, double sum, long count, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        (string, string)[] withBound = [.. labels, ("le", string.Empty)];
        foreach (var (upTo, atMost) in cumulative)
        {
            withBound[^1] = ("le", Number(upTo));
            Line(_family + "_bucket", atMost, withBound);
        }

        withBound[^1] = ("le", "+Inf");
        Line(_family + "_bucket", count, withBound);
        Line(_family + "_sum", sum, labels);
        Line(_family + "_count", count, labels);
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Line(string name, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (var i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value)).Append('"');
        }

        _text.Append(labels.IsEmpty ? " " : "} ").Append(Number(value)).Append('\n');
    }

    private static string Escape(string value) => value
        .Replace("\\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
