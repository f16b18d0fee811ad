using System.Collections.Immutable;

namespace Backstay.Client.Hosting;

/// <summary>The model host's part of the client.</summary>
public static class HostClient
{
    extension(BackstayClient client)
    {
        public Task<ImmutableArray<HostedModel>> ListHostedModelsAsync(CancellationToken ct) =>
            client.GetAsync<ImmutableArray<HostedModel>>("host/models", ct);

        /// <param name="version">Such as <c>model/flight-delay@1.2.0</c>.</param>
        public Task<HostedModel> LoadHostedModelAsync(string version, CancellationToken ct) =>
            client.SendAsync<HostChange, HostedModel>(HttpMethod.Post, "host/load", new HostChange(version), idempotencyKey: null, ct);

        /// <inheritdoc cref="LoadHostedModelAsync"/>
        public Task<HostedModel> UnloadHostedModelAsync(string version, CancellationToken ct) =>
            client.SendAsync<HostChange, HostedModel>(HttpMethod.Post, "host/unload", new HostChange(version), idempotencyKey: null, ct);
    }
}

/// <summary>Which version to load or unload.</summary>
public sealed record HostChange(string Version);
