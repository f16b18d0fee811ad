using Microsoft.AspNetCore.Http;

namespace Backstay.Gateway.Requests;

/// <summary>Step 10, answer: its headers.</summary>
internal static class AnswerHeaders
{
    public const string Decision = "Backstay-Decision";
    public const string Release = "Backstay-Release";
    public const string Position = "Backstay-Position";
    public const string Fallback = "Backstay-Fallback";

    public static void Set(HttpResponse response, Exchange exchange)
    {
        var headers = response.Headers;
        headers[Decision] = exchange.Id.ToString();
        headers[Position] = exchange.Table.PositionText;
        if (exchange.Served is { } served)
        {
            headers[Release] = served.Release;
        }

        if (exchange.Fallback is { } fallback)
        {
            headers[Fallback] = fallback;
        }
    }
}
