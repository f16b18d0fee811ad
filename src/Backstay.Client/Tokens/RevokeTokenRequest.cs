namespace Backstay.Client.Tokens;

/// <summary>Why a token ends.</summary>
public sealed record RevokeTokenRequest(string Why);
