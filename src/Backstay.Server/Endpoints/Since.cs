using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Server.Endpoints;

/// <summary>Since when: a ledger position, an instant, or how long ago. One of the two is set.</summary>
internal readonly record struct Since(long? Position, DateTimeOffset Time)
{
    private const double MaxAgoSeconds = 100.0 * 366 * 86_400;

    public static Result<Since> Parse(string? text, DateTimeOffset now)
    {
        if (text is null)
        {
            return new Since(0, default);
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return new Since(position, default);
        }

        if (Ago(text) is { } ago)
        {
            return new Since(null, now - ago);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && text.Contains('T', StringComparison.Ordinal)
            ? new Since(null, instant)
            : Problem.Invalid("since", $"'{(text.Length > 100 ? text[..100] : text)}' is no position, RFC 3339 time or duration.", "Such as 1200, 2026-05-01T12:00:00Z, 90s, 30m, 2h or 7d.");
    }

    private static TimeSpan? Ago(string text)
    {
        var unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        return unit > 0
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unit <= MaxAgoSeconds
                ? TimeSpan.FromSeconds(number * unit)
                : null;
    }
}
