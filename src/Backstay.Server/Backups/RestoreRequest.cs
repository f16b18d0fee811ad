namespace Backstay.Server.Backups;

/// <summary>What to make of a backup.</summary>
public sealed record RestoreRequest
{
    /// <summary>The backup, read from front to back.</summary>
    public required Stream Archive { get; init; }

    /// <summary>The data folder to make. It must not exist, or be empty.</summary>
    public required string Target { get; init; }

    /// <summary>A folder with the installation's keys, for a backup without them; null takes those of the backup.</summary>
    public string? Keys { get; init; }

    /// <summary>Whether new keys are drawn where there are none.</summary>
    public bool NewKeys { get; init; }

    /// <summary>A signed note that was kept elsewhere; the backup must not lie behind it.</summary>
    public string? ExpectedCheckpoint { get; init; }

    /// <summary>The verifier key of the note's signature; null takes the installation's own.</summary>
    public string? VerifierKey { get; init; }
}
