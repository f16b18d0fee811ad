namespace Backstay.Gateway.Tables;

/// <summary>An escape that was taken: this endpoint without this rollout's canary.</summary>
/// <param name="Position">Position of the table that it was taken from; only a later table can say that the rollout is over.</param>
public readonly record struct EscapeNote(string Endpoint, string Rollout, long Position);
