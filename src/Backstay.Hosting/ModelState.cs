namespace Backstay.Hosting;

/// <summary>Whether a version can answer now.</summary>
/// <remarks>
/// <code>
/// from     | to       | by
/// cold     | warm     | its file is mapped and verified
/// cold, warm | loading  | a load
/// loading  | hot      | a session was built and warmed up
/// loading  | warm, cold | that failed: as before
/// hot      | draining | cooling, unloading, or room for another version
/// draining | warm     | cooling, or room for another: its file stays mapped
/// draining | cold     | unloading
/// warm     | cold     | unloading, or room for another version
/// </code>
/// </remarks>
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

    /// <summary>The file is mapped and was verified; there is no session, so that it can't answer, and a load reads no disk.</summary>
    Warm,
}
