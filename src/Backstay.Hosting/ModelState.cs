namespace Backstay.Hosting;

/// <summary>Whether a version can answer now.</summary>
public enum ModelState
{
    /// <summary>Known, not in memory.</summary>
    Cold,

    /// <summary>Being loaded and warmed up.</summary>
    Loading,

    /// <summary>In memory, warmed up, answering.</summary>
    Hot,

    /// <summary>Takes no new requests; the running ones end.</summary>
    Draining,
}
