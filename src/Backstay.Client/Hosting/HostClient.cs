using System.Collections.Immutable;

namespace Backstay.Client.Hosting;

/// <summary>The model host's part of the client.</summary>
public static class HostClient
{
    public static Task<ImmutableArray<HostedModel>> ListHostedModelsAsync(this BackstayClient client, CancellationToken ct) =>
        client.GetAsync<ImmutableArray<HostedModel>>("host/models", ct);

    /// <param name="version">Such as <c>model/flight-delay@1.2.0</c>.</param>
    public static Task<HostedModel> LoadHostedModelAsync(this BackstayClient client, string version, CancellationToken ct) =>
        client.SendAsync<HostChange, HostedModel>(HttpMethod.Post, "host/load", new HostChange(version), idempotencyKey: null, ct);

    /// <inheritdoc cref="LoadHostedModelAsync"/>
    public static Task<HostedModel> WarmHostedModelAsync(this BackstayClient client, string version, CancellationToken ct) =>
        client.SendAsync<HostChange, HostedModel>(HttpMethod.Post, "host/warm", new HostChange(version), idempotencyKey: null, ct);

    /// <inheritdoc cref="LoadHostedModelAsync"/>
    public static Task<HostedModel> UnloadHostedModelAsync(this BackstayClient client, string version, CancellationToken ct) =>
        client.SendAsync<HostChange, HostedModel>(HttpMethod.Post, "host/unload", new HostChange(version), idempotencyKey: null, ct);
}

/// <summary>Which version to change.</summary>
public sealed record HostChange(string Version);
