using Backstay.Core.Primitives;

namespace Backstay.Client.Tokens;

/// <summary>The tokens' part of the client.</summary>
public sealed class TokenClient(BackstayClient client)
{
    /// <param name="idempotencyKey">Makes a repeat safe; the repeat's answer has no secret.</param>
    public Task<CreatedToken> CreateAsync(NewToken token, string? idempotencyKey, CancellationToken ct) =>
        client.SendAsync<NewToken, CreatedToken>(HttpMethod.Post, "tokens", token, idempotencyKey, ct);

    public Task<IReadOnlyList<TokenDocument>> ListAsync(CancellationToken ct) =>
        client.GetAsync<IReadOnlyList<TokenDocument>>("tokens", ct);

    public Task<RevokedToken> RevokeAsync(Name token, string why, CancellationToken ct) =>
        client.SendAsync<RevokeTokenRequest, RevokedToken>(
            HttpMethod.Delete, $"tokens/{token}", new RevokeTokenRequest(why), idempotencyKey: null, ct);
}
