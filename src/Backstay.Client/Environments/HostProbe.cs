namespace Backstay.Client.Environments;

/// <summary>Facts of the machine that do not decide results.</summary>
internal static class HostProbe
{
    public static string? Host() => BoundedText.Value(Environment.MachineName);

    public static string? Kernel() => BoundedText.Value(
        BoundedText.OfFile("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.VersionString);

    /// <summary>The processor's name as Linux gives it; null where it gives none.</summary>
    public static string? Cpu() => BoundedText.Value(BoundedText.OfFile("/proc/cpuinfo")?
        .Split('\n')
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..])
        .FirstOrDefault());

    /// <summary>Bytes that this process may use.</summary>
    public static long? Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var bytes ? bytes : null;
}
