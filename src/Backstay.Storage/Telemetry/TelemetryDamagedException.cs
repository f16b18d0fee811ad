namespace Backstay.Storage.Telemetry;

/// <summary>The file of decisions and outcomes can't be used. Nothing else is kept in it: a server can start without it.</summary>
public sealed class TelemetryDamagedException(string path, Exception inner)
    : IOException($"The decisions in '{path}' can't be read: {inner.Message}", inner)
{
    /// <summary>The file, as an absolute path.</summary>
    public string FilePath { get; } = path;
}
