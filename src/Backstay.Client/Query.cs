namespace Backstay.Client;

/// <summary>Query strings: parts without a value are left out, the rest is escaped.</summary>
internal static class Query
{
    public static string On(string path, params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var separator = '?';
        foreach (var (name, value) in parts)
        {
            if (value is not null)
            {
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }
}
