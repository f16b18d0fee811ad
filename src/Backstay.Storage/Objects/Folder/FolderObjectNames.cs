using Backstay.Core.Primitives;

namespace Backstay.Storage.Objects.Folder;

/// <summary>The names of a data folder's objects as they lie there, for who saves all that can be had.</summary>
public static class FolderObjectNames
{
    /// <summary>In the order of digests; whether one is in doubt only its store knows.</summary>
    /// <param name="onUnlisted">Told each folder that can't be listed, relative to the data folder, and why.</param>
    public static IEnumerable<Digest> List(string dataFolder, Action<string, Exception> onUnlisted)
    {
        ArgumentNullException.ThrowIfNull(onUnlisted);
        return new FolderObjectPaths(Path.GetFullPath(dataFolder)).List(onUnlisted).Select(found => found.Digest);
    }
}
