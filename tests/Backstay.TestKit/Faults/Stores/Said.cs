using System.Globalization;

namespace Backstay.TestKit.Faults.Stores;

/// <summary>Reads what the probe said.</summary>
internal static class Said
{
    private const string Promise = "acknowledged ";

    /// <summary>The numbers that it was promised.</summary>
    public static IEnumerable<int> Acknowledged(string[] said) => said
        .Where(line => line.StartsWith(Promise, StringComparison.Ordinal))
        .Select(line => int.Parse(line[Promise.Length..], CultureInfo.InvariantCulture));

    /// <summary>
    /// The content of a file that holds one note: the last that was acknowledged, or one that was tried after it and whose end nobody
    /// knows.
    /// </summary>
    public static void AssertLatest(string content, string[] said, int count)
    {
        const string Note = "note ";
        Assert.StartsWith(Note, content, StringComparison.Ordinal);
        Assert.InRange(int.Parse(content[Note.Length..], CultureInfo.InvariantCulture), Acknowledged(said).LastOrDefault(), count);
    }

    /// <summary>A database and the files beside it.</summary>
    public static IEnumerable<string> Database(string path) => [path, path + "-wal", path + "-shm", Path.GetDirectoryName(path) ?? "/"];
}
