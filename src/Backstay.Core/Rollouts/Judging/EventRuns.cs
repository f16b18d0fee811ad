using System.Globalization;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// All events of an event test in order, as runs: <c>500:k12c3;2500:c1</c> is twelve of the control and three of the canary
/// at a weight of 500 basis points, then one of the canary at 2,500. Beyond <see cref="MaxLength"/> the order is given up:
/// the counts per weight in the test's result are then all that is kept, and enough to compute it again.
/// </summary>
public sealed class EventRuns
{
    public const int MaxLength = 4_000_000;

    private readonly StringBuilder _closed = new();
    private int _weight = -1;
    private bool _canary;
    private long _run;
    private bool _full;

    public void Add(bool canary, int weight)
    {
        if (_run > 0 && canary == _canary && weight == _weight)
        {
            _run++;
            return;
        }

        Close(_closed);
        _full |= _closed.Length > MaxLength;
        if (weight != _weight)
        {
            _closed.Append(CultureInfo.InvariantCulture, $"{(_weight < 0 ? string.Empty : ";")}{weight}:");
        }

        (_canary, _weight, _run) = (canary, weight, 1);
        if (_full)
        {
            _closed.Clear();
        }
    }

    /// <summary>The list so far; null beyond <see cref="MaxLength"/>.</summary>
    public string? ToText()
    {
        if (_full)
        {
            return null;
        }

        var text = new StringBuilder(_closed.Length + 16).Append(_closed);
        Close(text);
        return text.ToString();
    }

    /// <summary>Reads a list back.</summary>
    public static Result<IReadOnlyList<WeightedEvent>> Parse(string text)
    {
        var events = new List<WeightedEvent>();
        foreach (var group in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = group.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !int.TryParse(group.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
                || weight > EndpointRoute.BasisPoints || !AddRuns(events, group.AsSpan(colon + 1), ShareOf(weight)))
            {
                return Problem.Invalid("events", $"'{group[..Math.Min(group.Length, 40)]}' is no list of runs such as '500:k12c3'.");
            }
        }

        return events;
    }

    /// <summary>Basis points as the tests take them. One expression, so that a recomputation gives the same bits.</summary>
    public static double ShareOf(int weight) => weight / (double)EndpointRoute.BasisPoints;

    private static bool AddRuns(List<WeightedEvent> events, ReadOnlySpan<char> runs, double share)
    {
        while (!runs.IsEmpty)
        {
            var digits = runs[1..];
            var end = digits.IndexOfAnyExceptInRange('0', '9');
            digits = end < 0 ? digits : digits[..end];
            if (runs[0] is not ('k' or 'c')
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || events.Count + (long)length > MaxLength)
            {
                return false;
            }

            for (var i = 0; i < length; i++)
            {
                events.Add(new WeightedEvent(runs[0] == 'c', share));
            }

            runs = runs[(1 + digits.Length)..];
        }

        return true;
    }

    private void Close(StringBuilder text)
    {
        if (_run > 0 && !_full)
        {
            text.Append(_canary ? 'c' : 'k').Append(CultureInfo.InvariantCulture, $"{_run}");
        }
    }
}
