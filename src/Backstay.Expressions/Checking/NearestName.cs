namespace Backstay.Expressions.Checking;

/// <summary>The name that was probably meant: few edits away (a letter more, less, other, or two swapped).</summary>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>"; did you mean 'x'?", or nothing.</summary>
    public static string Hint(string wanted, IEnumerable<string> known) => Find(wanted, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    public static string? Find(string wanted, IEnumerable<string> known)
    {
        if (wanted.Length > LongestName)
        {
            return null;
        }

        var (best, distance) = ((string?)null, Math.Max(1, wanted.Length / 3) + 1);
        foreach (var name in known.Where(name => name.Length <= LongestName).Order(StringComparer.Ordinal))
        {
            if (Distance(wanted, name) is var edits && edits < distance)
            {
                (best, distance) = (name, edits);
            }
        }

        return best;
    }

    /// <summary>Row by row; letters that differ in case only cost nothing twice, so that a wrong case is near.</summary>
    private static int Distance(string a, string b)
    {
        var (older, row, next) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var differs = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                next[j] = Math.Min(Math.Min(row[j] + 1, next[j - 1] + 1), row[j - 1] + differs);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    next[j] = Math.Min(next[j], older[j - 2] + 1);
                }
            }

            (older, row, next) = (row, next, older);
        }

        return row[b.Length];
    }
}
