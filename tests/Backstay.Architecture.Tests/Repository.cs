namespace Backstay.Architecture.Tests;

/// <summary>The repository's files, as text.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Source files under a folder, by path from the root, without what a build made.</summary>
    public static IReadOnlyList<(string Path, string Text)> Sources(string folder) =>
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
           orderby path
           select (path, File.ReadAllText(file)),
    ];

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Backstay.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
