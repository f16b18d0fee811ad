using System.Net.Http.Json;

namespace Backstay.Client.Backups;

/// <summary>Backups of a running server.</summary>
public static class BackupsClient
{
    /// <summary>Begins a backup; the answer's body is the archive, to be read to its end. The caller disposes it.</summary>
    public static Task<HttpResponseMessage> OpenBackupAsync(this BackstayClient client, BackupRequest request, CancellationToken ct) =>
        client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, BackstayClient.Prefix + "backup")
            {
                Content = JsonContent.Create(request, options: WireJson.Options),
            },
            ct);
}
