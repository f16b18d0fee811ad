using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Client.Incidents;

/// <summary>What went wrong, and what people were told.</summary>
public static class IncidentsClient
{
    /// <summary>Newest first.</summary>
    /// <param name="endpoint">Null for all.</param>
    public static Task<Listing<IncidentSummary>> ListIncidentsAsync(this BackstayClient client, Name? endpoint, int limit, CancellationToken ct) =>
        client.GetAsync<Listing<IncidentSummary>>(
            Query.On("incidents", ("endpoint", endpoint?.ToString()), ("limit", limit.ToString(CultureInfo.InvariantCulture))), ct);

    public static Task<IncidentView> GetIncidentAsync(this BackstayClient client, string incident, CancellationToken ct) =>
        client.GetAsync<IncidentView>($"incidents/{Uri.EscapeDataString(incident)}", ct);

    /// <summary>Since the server started, newest first.</summary>
    public static Task<Listing<AlertView>> ListAlertsAsync(this BackstayClient client, CancellationToken ct) =>
        client.GetAsync<Listing<AlertView>>("alerts", ct);
}
