using System.Globalization;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Backstay.Gateway.Requests;

/// <summary>Step 2, headers: what a caller may say about its request, checked.</summary>
/// <param name="Unit">Null where no header names one.</param>
/// <param name="DeadlineMs">The endpoint's deadline, or less where the caller wants less.</param>
internal readonly record struct CallerHeaders(string? Unit, string? RequestId, int DeadlineMs)
{
    public const string RequestIdHeader = "Backstay-Request-Id";
    public const string DeadlineHeader = "Backstay-Deadline-Ms";
    public const int MaxRequestIdLength = 128;

    public static Problem? Read(IHeaderDictionary headers, EndpointConfig config, out CallerHeaders read)
    {
        read = default;
        string? requestId = null;
        var deadline = config.DeadlineMs;
        var problem = ReadUnit(headers, config.Unit, out var unit)
            ?? ReadRequestId(headers, out requestId)
            ?? ReadDeadline(headers, config.DeadlineMs, out deadline);
        if (problem is null)
        {
            read = new CallerHeaders(unit, requestId, deadline);
        }

        return problem;
    }

    /// <summary>Null where a text can be a unit.</summary>
    public static Problem? UnitProblem(string field, ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty || unit.Length > UnitSource.MaxUnitLength)
        {
            return Problem.Invalid(field, $"A unit has 1 to {UnitSource.MaxUnitLength} characters.");
        }

        foreach (var c in unit)
        {
            if (char.IsControl(c))
            {
                return Problem.Invalid(field, "A unit holds no control characters.");
            }
        }

        return null;
    }

    private static Problem? ReadUnit(IHeaderDictionary headers, UnitSource? source, out string? unit)
    {
        var header = UnitSource.DefaultHeader;
        var values = headers[header];
        if (values.Count == 0 && source?.Header is { } own)
        {
            header = own;
            values = headers[header];
        }

        return Single(header, values, out unit) ?? (unit is null ? null : UnitProblem(header, unit));
    }

    private static Problem? ReadRequestId(IHeaderDictionary headers, out string? id)
    {
        if (Single(RequestIdHeader, headers[RequestIdHeader], out id) is { } problem)
        {
            return problem;
        }

        return id is null || (id.Length is > 0 and <= MaxRequestIdLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~'))
            ? null
            : Problem.Invalid(RequestIdHeader, $"A request id has 1 to {MaxRequestIdLength} visible ASCII characters.");
    }

    private static Problem? ReadDeadline(IHeaderDictionary headers, int most, out int deadline)
    {
        deadline = most;
        if (Single(DeadlineHeader, headers[DeadlineHeader], out var text) is { } problem)
        {
            return problem;
        }

        if (text is null)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            || asked is < 1 or > EndpointConfig.MaxDeadlineMs)
        {
            return Problem.Invalid(DeadlineHeader, $"A deadline is a whole number of milliseconds from 1 to {EndpointConfig.MaxDeadlineMs}.");
        }

        deadline = Math.Min(asked, most);
        return null;
    }

    private static Problem? Single(string header, StringValues values, out string? value)
    {
        value = values.Count == 0 ? null : values[0];
        return values.Count > 1 ? Problem.Invalid(header, "This header may be given once.") : null;
    }
}
