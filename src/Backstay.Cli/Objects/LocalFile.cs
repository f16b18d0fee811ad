using System.Security.Cryptography;
using Backstay.Core.Primitives;

namespace Backstay.Cli.Objects;

/// <summary>A file of this machine on its way to the server.</summary>
/// <param name="Path">What it is called in the version: relative, with <c>/</c>.</param>
internal sealed record LocalFile(FileInfo Source, string Path, Digest Digest, long Size)
{
    private const string Option = "--file";
    private const int MaxFolderDepth = 32;
    private const int BufferBytes = 1024 * 1024;

    /// <summary>All of them, hidden ones too: leaving files out in silence would be worse.</summary>
    private static readonly EnumerationOptions BelowFolder = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = MaxFolderDepth,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    public static async Task<LocalFile> ReadAsync(FileInfo source, string path, CancellationToken ct)
    {
        try
        {
            RegularFiles.Require(source, Option);
            await using var content = source.OpenRead();
            return new LocalFile(source, path, await HashAsync(source, content, ct), content.Length);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File(Option, source.ToString(), unreadable);
        }
    }

    /// <summary>Every file that the paths name, in order; a folder stands for all files below it.</summary>
    public static async Task<IReadOnlyList<LocalFile>> ReadAllAsync(IReadOnlyList<string> paths, CancellationToken ct)
    {
        var files = new List<LocalFile>();
        foreach (var path in paths)
        {
            foreach (var (source, name) in Expand(path))
            {
                files.Add(await ReadAsync(source, name, ct));
            }
        }

        return files.GroupBy(file => file.Path, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice
            ? throw CliProblems.BadInput(Option, $"Two files would both be called '{twice.Key}'.", "Put them into a folder and give that.")
            : files;
    }

    public FileStream Open() => Source.OpenRead();

    /// <summary>Reads as much as the file says it has. A device has no end, and says 0.</summary>
    private static async Task<Digest> HashAsync(FileInfo source, FileStream content, CancellationToken ct)
    {
        if (!content.CanSeek)
        {
            throw CliProblems.BadInput(Option, $"'{source}' is no regular file.", "Write what it gives into a file and give that.");
        }

        var left = content.Length;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (int read; (read = await content.ReadAsync(buffer, ct)) > 0; left -= read)
        {
            if (read > left)
            {
                throw CliProblems.BadInput(
                    Option, $"'{source}' gives more bytes than its size says: it is no regular file, or is still written to.", "Copy it to a file and give that.");
            }

            hash.AppendData(buffer, 0, read);
        }

        return new Digest(hash.GetHashAndReset());
    }

    private static IEnumerable<(FileInfo Source, string Name)> Expand(string path)
    {
        if (!Directory.Exists(path))
        {
            return [(new FileInfo(path), System.IO.Path.GetFileName(path))];
        }

        var folder = new DirectoryInfo(path);
        return folder.EnumerateFiles("*", BelowFolder)
            .Select(file => (file, System.IO.Path.GetRelativePath(folder.FullName, file.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/')))
            .OrderBy(pair => pair.Item2, StringComparer.Ordinal);
    }
}
