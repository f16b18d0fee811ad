using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Digests of contents with several files: <c>files-v1:</c> is the SHA-256 of the JCS form of the list of
/// <c>{path, sha256, size}</c> sorted by path (DEFINITIONS.md, "Content and versions"). <c>sha256</c> is 64 hexadecimal
/// digits, the order that of the paths' UTF-16 code units, as JCS orders names.
/// <para>The list's bytes as an object therefore have the same hexadecimal digest as the content itself. A list too
/// long for a ledger entry is stored as that object, before the version is registered.</para>
/// </summary>
public static class ContentDigests
{
    public const int MaxFiles = 10_000;

    /// <summary>Longest list, in bytes of its JCS form, that stands in the entry itself.</summary>
    public const int MaxInlineBytes = 8_192;

    [ThreadStatic]
    private static ByteBuffer? _listOfThisThread;

    /// <summary>The content digest of a list of files, in any order; refused where a file breaks a rule.</summary>
    public static Result<ContentDigest> OfFiles(ImmutableArray<ContentFile> files) =>
        ListBytes(files).Map(bytes => new ContentDigest(ContentScheme.Files, Digest.Of(bytes.Span)));

    /// <summary>The list's JCS form: what is digested, and the object that holds a list too long for an entry.</summary>
    public static Result<ReadOnlyMemory<byte>> ListBytes(ImmutableArray<ContentFile> files)
    {
        if (Check(files) is { } problem)
        {
            return problem;
        }

        var sorted = Sort(files);
        var list = WriteList(sorted);
        return list is { Length: <= CanonicalJson.MaxBytes }
            ? new ReadOnlyMemory<byte>(list.Written.ToArray())
            : CanonicalJson.Write(writer => JsonSerializer.Serialize(writer, sorted, RegistryJson.Default.ImmutableArrayContentFile)); // says what is wrong
    }

    /// <summary>Reads back what <see cref="ListBytes"/> wrote; refuses what is not exactly such a list.</summary>
    public static Result<ImmutableArray<ContentFile>> ReadList(ReadOnlySpan<byte> bytes)
    {
        if (CanonicalJson.Check(bytes) is { } problem)
        {
            return problem;
        }

        ImmutableArray<ContentFile> files;
        try
        {
            files = JsonSerializer.Deserialize(bytes, RegistryJson.Default.ImmutableArrayContentFile);
        }
        catch (JsonException wrong)
        {
            return Problem.Invalid("files", $"This is no list of files: {wrong.Message}");
        }

        if (Check(files) is { } broken)
        {
            return broken;
        }

        return files.SequenceEqual(Sort(files)) ? files : Problem.Invalid("files", "A list of files is sorted by path.");
    }

    /// <summary>The object that holds the version's list of files; null where the fact itself holds it.</summary>
    public static Digest? ListObjectOf(VersionRegistered version) =>
        version.Files.IsEmpty ? version.Content.Digest : null;

    /// <summary>By the paths' UTF-16 code units.</summary>
    internal static ImmutableArray<ContentFile> Sort(ImmutableArray<ContentFile> files) =>
        files.Sort(static (one, other) => string.CompareOrdinal(one.Path, other.Path));

    /// <summary>Whether the list is short enough for the entry itself.</summary>
    /// <param name="sorted">Files that <see cref="Check"/> let pass, in their order.</param>
    internal static bool IsInline(ImmutableArray<ContentFile> sorted) => WriteList(sorted) is { Length: <= MaxInlineBytes };

    /// <summary>Null where the files may be a version's content.</summary>
    internal static Problem? Check(ImmutableArray<ContentFile> files)
    {
        if (files.IsDefaultOrEmpty || files.Length > MaxFiles)
        {
            return Problem.Invalid("files", $"A content has 1 to {MaxFiles} files.");
        }

        long total = 0;
        for (var i = 0; i < files.Length; i++)
        {
            if (ContentPaths.Check(files[i].Path, "path") is { } path)
            {
                return path.Under($"files[{i}]");
            }

            if (files[i].Size < 0 || files[i].Size > CanonicalJson.MaxInteger - total)
            {
                return Problem.Invalid($"files[{i}].size", "Sizes are not negative, and together at most 2^53 bytes.");
            }

            total += files[i].Size;
        }

        return OverlapProblem(files);
    }

    /// <summary>The list's JCS form, valid until the thread's next call; null where it has none.</summary>
    private static ByteBuffer? WriteList(ImmutableArray<ContentFile> sorted)
    {
        var list = _listOfThisThread ??= new ByteBuffer();
        list.Clear();
        var json = new CanonicalWriter(list);
        json.Files(sorted);
        return json.IsSound ? list : null;
    }

    /// <summary>No path twice, and none that is the folder of another.</summary>
    private static Problem? OverlapProblem(ImmutableArray<ContentFile> files)
    {
        if (files.Length == 1)
        {
            return null;
        }

        var paths = new HashSet<string>(files.Length, StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!paths.Add(file.Path))
            {
                return Problem.Invalid("files", $"The path '{file.Path}' stands in the list twice.");
            }
        }

        foreach (var file in files)
        {
            for (var slash = file.Path.LastIndexOf('/'); slash > 0; slash = file.Path.LastIndexOf('/', slash - 1))
            {
                if (paths.Contains(file.Path[..slash]))
                {
                    return Problem.Invalid("files", $"'{file.Path[..slash]}' is a file and the folder of '{file.Path}'.");
                }
            }
        }

        return null;
    }
}
