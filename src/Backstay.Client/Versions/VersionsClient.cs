using System.Globalization;
using Backstay.Core.Lineage;
using Backstay.Core.Registry;
using Backstay.Core.World.Queries;

namespace Backstay.Client.Versions;

/// <summary>Versions, their lineage, their scorecards and where they are used.</summary>
public static class VersionsClient
{
    /// <summary>Registers a version; the same registration again answers with the one that exists.</summary>
    public static Task<RegistrationAnswer> RegisterVersionAsync(
        this BackstayClient client, RegisterVersionRequest request, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<RegisterVersionRequest, RegistrationAnswer>(HttpMethod.Post, "versions", request, idempotencyKey, ct);

    public static Task<VersionAnswer> GetVersionAsync(this BackstayClient client, VersionId version, long? at, CancellationToken ct) =>
        client.GetAsync<VersionAnswer>(Query.On(PathOf(version), ("at", Text(at))), ct);

    public static Task<VersionPage> ListVersionsAsync(this BackstayClient client, VersionQuery query, CancellationToken ct) =>
        client.GetAsync<VersionPage>(
            Query.On(
                "versions",
                ("kind", query.Kind?.ToText()),
                ("name", query.Name),
                ("limit", Text(query.Limit)),
                ("after", query.After?.ToString()),
                ("at", Text(query.At))),
            ct);

    /// <summary>Downloads one file and verifies its bytes; on an exception the destination holds rubbish.</summary>
    public static async Task DownloadFileAsync(
        this BackstayClient client, VersionId version, ContentFile file, Stream destination, CancellationToken ct)
    {
        using var response = await client.GetRawAsync(Query.On(PathOf(version) + "/content", ("path", file.Path)), ct);
        await VerifiedCopy.RunAsync(response, file.Sha256, destination, ct);
    }

    /// <param name="relation">The only relation to show and follow; null for all.</param>
    public static Task<LineageView> GetLineageAsync(
        this BackstayClient client,
        VersionId version,
        LineageDirection direction,
        int? depth,
        LineageRelation? relation,
        long? at,
        CancellationToken ct) =>
        client.GetAsync<LineageView>(
            Query.On(
                PathOf(version) + "/lineage",
                ("direction", direction == LineageDirection.Up ? "up" : "down"),
                ("depth", Text(depth)),
                ("edge", relation?.ToText()),
                ("at", Text(at))),
            ct);

    public static Task<ScorecardAnswer> RecordScorecardAsync(
        this BackstayClient client, VersionId version, ScorecardRequest request, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<ScorecardRequest, ScorecardAnswer>(
            HttpMethod.Post, PathOf(version) + "/scorecards", request, idempotencyKey, ct);

    public static Task<ScorecardList> GetScorecardsAsync(this BackstayClient client, VersionId version, long? at, CancellationToken ct) =>
        client.GetAsync<ScorecardList>(Query.On(PathOf(version) + "/scorecards", ("at", Text(at))), ct);

    /// <summary>Releases that bind the version, and what of them stands behind endpoints.</summary>
    /// <param name="includeDescendants">Whether what was made from the version counts too.</param>
    public static Task<VersionUse> GetUsesAsync(
        this BackstayClient client, VersionId version, bool includeDescendants, long? at, CancellationToken ct) =>
        client.GetAsync<VersionUse>(
            Query.On(PathOf(version) + "/uses", ("descendants", includeDescendants ? "true" : null), ("at", Text(at))), ct);

    private static string PathOf(VersionId version) =>
        $"versions/{version.Asset.Kind.ToText()}/{version.Asset.Name}/{version.Number}";

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
