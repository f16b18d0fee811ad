using System.Runtime;

namespace Backstay.Server.Node;

/// <summary>
/// The collector runs in concurrent workstation mode: a full collection of any other kind stops everybody for most of a second
/// where the state is large, and a rollback would wait for it (docs/adr/0002).
/// </summary>
internal static class CollectorMode
{
    /// <exception cref="CollectorModeException">The process runs with another collector.</exception>
    public static void Require() => Require(GCSettings.IsServerGC, GCSettings.LatencyMode);

    /// <param name="isServer">One heap for each processor, collected by threads of their own.</param>
    /// <param name="latency"><see cref="GCLatencyMode.Batch"/> where collections are not concurrent.</param>
    internal static void Require(bool isServer, GCLatencyMode latency)
    {
        if (isServer || latency == GCLatencyMode.Batch)
        {
            throw new CollectorModeException(isServer ? "server" : "non-concurrent workstation");
        }
    }
}

/// <summary>The process was started with a collector that would stop it for too long.</summary>
/// <param name="found">The mode that it has.</param>
public sealed class CollectorModeException(string found)
    : Exception($"The garbage collector runs in {found} mode; Backstay needs the concurrent workstation mode, or one collection could hold up a rollback for a second.");
