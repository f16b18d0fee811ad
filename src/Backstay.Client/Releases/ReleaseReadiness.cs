namespace Backstay.Client.Releases;

/// <summary>Whether a release can answer at once.</summary>
public enum ReleaseReadiness
{
    /// <summary>It would have to be loaded first.</summary>
    Cold,

    /// <summary>Loaded and warm, or served by a backend that answers.</summary>
    Hot,
}
