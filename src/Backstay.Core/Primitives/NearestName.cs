namespace Backstay.Core.Primitives;

/// <summary>Which of the names that exist somebody may have meant by one that does not.</summary>
public static class NearestName
{
    /// <summary>Nobody misspells more than this; what is longer is not compared, so that no input costs much.</summary>
    private const int MaxLength = 64;

    /// <summary>
    /// The name of <paramref name="known"/> that takes the fewest slips (a letter more, less, other, or two swapped;
    /// case does not count) to become <paramref name="written"/>; null where a third of the letters or more would have to
    /// be wrong. Of equally near ones the first.
    /// </summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > MaxLength)
        {
            return null;
        }

        var nearest = known
            .Where(name => name.Length <= MaxLength)
            .Select(name => (Name: name, Slips: Slips(written, name)))
            .OrderBy(candidate => candidate.Slips)
            .FirstOrDefault();
        return nearest.Name is { } found && nearest.Slips <= Math.Max(1, Math.Max(written.Length, found.Length) / 3) ? found : null;
    }

    /// <summary>Optimal string alignment distance, in three rows.</summary>
    private static int Slips(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
