using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Storage.Objects.Folder;

/// <summary>Where things lie: <c>objects/sha256/ab/cdef…</c>, and <c>objects/incoming</c> for what isn't whole yet.</summary>
internal sealed class FolderObjectPaths(string dataFolder)
{
    /// <summary>Folders that objects' names are spread over, by the first byte of their digests.</summary>
    public const int Shards = 256;

    private readonly string _root = Path.Combine(dataFolder, "objects", "sha256");

    /// <summary>On the same file system as the objects, so that a rename is one step.</summary>
    public string Incoming { get; } = Path.Combine(dataFolder, "objects", "incoming");

    public string Of(Digest digest)
    {
        var hex = digest.ToHex().AsSpan();
        return Path.Join(_root, hex[..2], hex[2..]);
    }

    /// <summary>The folder of an object's name; its list of names is what must reach the disk after a rename.</summary>
    public string ShardOf(Digest digest) => Path.Combine(_root, digest.ToHex()[..2]);

    /// <summary>Which of the shards an object's name is in.</summary>
    public static int ShardNumberOf(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        digest.CopyTo(bytes);
        return bytes[0];
    }

    /// <summary>Makes what is missing, removes what puts that died left behind, and brings every name to the disk that is seen.</summary>
    /// <param name="onUnsynced">Told each shard whose names could not be synced.</param>
    /// <returns>What failed first; null where nothing did.</returns>
    public Exception? Prepare(Action<int> onUnsynced)
    {
        var first = FailureOf(() =>
        {
            CreateFolders();
            RemoveLeftovers();
        });
        for (var shard = 0; shard < Shards; shard++)
        {
            if (FailureOf(() => SyncNames(shard)) is { } failure)
            {
                onUnsynced(shard);
                first ??= failure;
            }
        }

        return first;
    }

    /// <summary>Every object's digest and file in the order of digests; what bears no digest's name is none of ours.</summary>
    /// <param name="onUnlisted">Told each folder that can't be listed, relative to the data folder, and why; null to fail of it.</param>
    /// <exception cref="IOException">A folder can't be listed, and nobody wants to be told.</exception>
    public IEnumerable<(Digest Digest, FileInfo File)> List(Action<string, Exception>? onUnlisted)
    {
        for (var i = 0; i < Shards; i++)
        {
            var shard = new DirectoryInfo(Path.Combine(_root, Name(i)));
            var files = FilesOf(shard, onUnlisted);
            Array.Sort(files, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            foreach (var file in files)
            {
                if (Digest.TryParse(shard.Name + file.Name, out var digest))
                {
                    yield return (digest, file);
                }
            }
        }
    }

    private static FileInfo[] FilesOf(DirectoryInfo shard, Action<string, Exception>? onUnlisted)
    {
        try
        {
            return shard.Exists ? shard.GetFiles() : []; // a copy may lack empty folders
        }
        catch (Exception failure) when (onUnlisted is not null && (failure is IOException or UnauthorizedAccessException))
        {
            onUnlisted($"objects/sha256/{shard.Name}", failure);
            return [];
        }
    }

    /// <summary>
    /// Makes every folder at once and durably, so that no put has to ask whether a shard that it finds is on the disk.
    /// </summary>
    private void CreateFolders()
    {
        DurableFile.CreateFolder(Incoming);
        DurableFile.CreateFolder(_root);
        for (var i = 0; i < Shards; i++)
        {
            var shard = Path.Combine(_root, Name(i));
            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(shard, DurableFile.PrivateFolder);
            }
            else
            {
                Directory.CreateDirectory(shard);
            }
        }

        DurableFile.SyncFolder(_root);
    }

    /// <summary>Takes a staged file away that did not become an object.</summary>
    public static void RemoveStaged(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // What became of the put is decided by now, and that is its answer: an object that is there whole would be refused
            // else, and a full disk be told as a broken one. The next start removes the file; nothing is staged under its name before.
        }
    }

    /// <summary>
    /// Brings every name of a shard to the disk that is seen there. A process that was killed between a rename and its sync left a
    /// name that only the system knows; nobody may build on it before it is known to outlast a power cut.
    /// </summary>
    /// <exception cref="IOException">It could not be synced.</exception>
    private void SyncNames(int number)
    {
        var shard = Path.Combine(_root, Name(number));
        if (Directory.Exists(shard) && Directory.EnumerateFileSystemEntries(shard).Any())
        {
            DurableFile.SyncFolder(shard);
        }
    }

    /// <summary>Removes what puts that died left behind.</summary>
    private void RemoveLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(Incoming))
        {
            File.Delete(file);
        }
    }

    private static Exception? FailureOf(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure;
        }
    }

    private static string Name(int shard) => shard.ToString("x2", CultureInfo.InvariantCulture);
}
