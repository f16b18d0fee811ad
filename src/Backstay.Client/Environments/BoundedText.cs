using System.Text;

namespace Backstay.Client.Environments;

/// <summary>Reads small texts of the system, whatever stands there.</summary>
internal static class BoundedText
{
    private const int MaxBytes = 65_536;

    /// <summary>The first 64 KiB of a file; null where it can't be read.</summary>
    public static string? OfFile(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var buffer = new byte[MaxBytes];
            return Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The trimmed text, or null where nothing is left; never longer than a manifest takes.</summary>
    public static string? Value(string? text, int max = 300)
    {
        var trimmed = text?.Trim();
        return string.IsNullOrEmpty(trimmed) ? null : trimmed[..Math.Min(trimmed.Length, max)];
    }
}
