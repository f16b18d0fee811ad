namespace Backstay.Server.Node;

/// <summary>A file that makes an installation itself is missing from a folder that had it, or damaged.</summary>
/// <param name="code">Stable: <c>installation-lost</c>, <c>installation-damaged</c>.</param>
/// <param name="message">Names the file and what it is for.</param>
/// <param name="wayOut">A sentence without its end: what comes before starting again.</param>
public sealed class InstallationException(string code, string message, string wayOut) : IOException(message)
{
    public string Code { get; } = code;

    public string WayOut { get; } = wayOut;
}
