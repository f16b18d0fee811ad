using Backstay.Core.Environments;

namespace Backstay.Client.Environments;

/// <summary>Which operating system this is: from <c>os-release</c> on Linux, else from the runtime.</summary>
internal static class OsProbe
{
    private static readonly string[] Files = ["/etc/os-release", "/usr/lib/os-release"];

    public static OperatingSystemRelease Read(CaptureNotes notes)
    {
        if (OperatingSystem.IsLinux())
        {
            if (Files.Select(BoundedText.OfFile).FirstOrDefault(text => text is not null) is { } text)
            {
                return Parse(text);
            }

            notes.Add("os: there is no readable os-release file");
            return new OperatingSystemRelease("linux", null);
        }

        var id = OperatingSystem.IsMacOS() ? "macos" : OperatingSystem.IsWindows() ? "windows" : "other";
        return new OperatingSystemRelease(id, Environment.OSVersion.Version.ToString());
    }

    /// <summary>Reads <c>ID</c> and <c>VERSION_ID</c>, quoted or not.</summary>
    internal static OperatingSystemRelease Parse(string text)
    {
        string? ValueOf(string key) => BoundedText.Value(text
            .Split('\n')
            .Where(line => line.StartsWith(key + "=", StringComparison.Ordinal))
            .Select(line => line[(key.Length + 1)..].Trim().Trim('"', '\''))
            .LastOrDefault());

        return new OperatingSystemRelease(ValueOf("ID") ?? "linux", ValueOf("VERSION_ID"));
    }
}
