using System.Buffers;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Which paths a version's content may hold: relative ones that mean the same on every system, so that writing a
/// content out can't leave its folder or put two files in one place.
/// </summary>
public static class ContentPaths
{
    /// <summary>Longest path, in UTF-16 code units.</summary>
    public const int MaxLength = 512;

    /// <summary>Characters that look like a separator or are folded to one (or to a dot) by some system.</summary>
    private const string LookAlikes = "\u2024\u2025\u2044\u2215\u2216\u2571\u2572\u29F5\u29F8\u29F9\uFE52\uFE68\uFF0E\uFF0F\uFF3C";

    /// <summary>Characters that need no second look.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./ ");

    /// <summary>Null where <paramref name="path"/> may stand in a content; else which rule it breaks.</summary>
    public static Problem? Check(string? path, string field)
    {
        if (path is not { Length: > 0 and <= MaxLength })
        {
            return Problem.Invalid(field, $"A path has 1 to {MaxLength} characters.");
        }

        if (path.AsSpan().ContainsAnyExcept(Plain) && CharactersProblem(path, field) is { } character)
        {
            return character;
        }

        foreach (var segment in path.AsSpan().Split('/'))
        {
            if (SegmentProblem(path.AsSpan(segment), field) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static Problem? CharactersProblem(string path, string field)
    {
        foreach (var c in path)
        {
            if (c is '\\' or ':')
            {
                return Problem.Invalid(field, $"A path holds no '{c}': it is relative, with '/' between its segments, and names no drive.");
            }

            if (LookAlikes.Contains(c, StringComparison.Ordinal))
            {
                return Problem.Invalid(field, $"A path holds no characters that look like '/', '\\' or '.' (U+{(int)c:X4}).");
            }
        }

        return HiddenCharacters.First(path, allowed: []) switch
        {
            null => null,
            >= 0xD800 and <= 0xDFFF => Problem.Invalid(field, "A path is well-formed Unicode."),
            { } hidden => Problem.Invalid(field, $"A path holds no control or invisible characters (U+{hidden:X4})."),
        };
    }

    private static Problem? SegmentProblem(ReadOnlySpan<char> segment, string field) => segment switch
    {
        "" => Problem.Invalid(field, "A path is relative and has no empty segments: no '/' at either end, and no '//'."),
        "." or ".." => Problem.Invalid(field, $"A path has no segment '{segment}'."),
        _ => segment[^1] is '.' or ' '
            ? Problem.Invalid(field, "A path's segments end neither with a dot nor with a space: some systems drop those.")
            : null,
    };
}
