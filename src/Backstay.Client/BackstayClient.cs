using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Backstay.Client.Tokens;

namespace Backstay.Client;

/// <summary>
/// A typed client of the control API. Capabilities are extension groups in their own folders. Thread safe; throws
/// <see cref="BackstayException"/> for every refusal.
/// </summary>
public sealed class BackstayClient : IDisposable
{
    public const string Prefix = "api/v1/";
    private static readonly JsonSerializerOptions ProblemJson = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http;
    private readonly ClientProblem? _unusableToken;

    /// <param name="server">The control API's address, such as <c>http://127.0.0.1:7070</c>.</param>
    /// <param name="token">A token's secret; null where the server has none. One that no header can carry is refused when something is sent.</param>
    public BackstayClient(Uri server, string? token)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        _unusableToken = TokenText.Check(token);
        if (token is not null && _unusableToken is null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Reads a resource; <paramref name="path"/> is relative to <c>/api/v1/</c>.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Prefix + path);
        using var response = await SendAsync(request, ct);
        return await ReadAsync<T>(response, ct);
    }

    /// <summary>Reads a resource as it is: text or bytes. The caller disposes the response.</summary>
    public Task<HttpResponseMessage> GetRawAsync(string path, CancellationToken ct) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, Prefix + path), ct);

    /// <summary>Sends a body as JSON and reads the answer.</summary>
    /// <param name="idempotencyKey">Makes a repeat safe: the same key gets the first answer. Null draws none.</param>
    public async Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, string? idempotencyKey, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, Prefix + path)
        {
            Content = JsonContent.Create(body, options: WireJson.Options),
        };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await SendAsync(request, ct);
        return await ReadAsync<TAnswer>(response, ct);
    }

    /// <summary>Sends any request and reads the answer; its URI is relative to the server's root.</summary>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await SendAsync(request, ct);
        return await ReadAsync<T>(response, ct);
    }

    /// <summary>Sends any request; its URI is relative to the server's root. The caller disposes the response.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (_unusableToken is { } unusable)
        {
            throw new BackstayException(unusable);
        }

        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException unreachable)
        {
            throw new BackstayException(new ClientProblem
            {
                Code = "unreachable",
                Message = $"No Backstay server answers at {_http.BaseAddress}: {Reason(unreachable)}",
                Hint = "Start one with 'backstay serve', or name it with --server or BACKSTAY_SERVER.",
            });
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new BackstayException(await ReadProblemAsync(response, ct));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Of a connection that broke the exception itself says only that an error occurred.</summary>
    private static string Reason(HttpRequestException unreachable) =>
        unreachable.InnerException is IOException broken ? broken.GetBaseException().Message : unreachable.Message;

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct) =>
        await response.Content.ReadFromJsonAsync<T>(WireJson.Options, ct)
            ?? throw new BackstayException(new ClientProblem { Code = "empty-answer", Message = "The server answered with null." });

    private static async Task<ClientProblem> ReadProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<ClientProblem>(ProblemJson, ct);
            return (problem ?? new ClientProblem()) with { Status = status };
        }
        catch (JsonException)
        {
            return new ClientProblem { Status = status, Code = "http-" + status, Message = $"The server answered with status {status}." };
        }
    }
}
