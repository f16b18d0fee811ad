namespace Backstay.Core.Ledger;

/// <summary>
/// Who caused an entry, as opaque ids (names of people are sealed text elsewhere); null where there is none.
/// </summary>
/// <param name="Id">The person, service or loop that acted.</param>
/// <param name="OnBehalfOf">For whom it acted.</param>
/// <param name="Credential">The id of the token that proved it; the scope of idempotency keys.</param>
public sealed record Actor(string? Id, string? OnBehalfOf, string? Credential)
{
    /// <summary>Longest accepted id.</summary>
    public const int MaxLength = 128;
}
