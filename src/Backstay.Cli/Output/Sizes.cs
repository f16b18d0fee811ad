using System.Globalization;

namespace Backstay.Cli.Output;

/// <summary>Bytes for people.</summary>
internal static class Sizes
{
    private const double Step = 1024;
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Text(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= Step && unit < Units.Length - 1)
        {
            value /= Step;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
