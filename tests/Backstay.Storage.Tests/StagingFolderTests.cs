using Backstay.Core.Primitives;
using Backstay.TestKit;

namespace Backstay.Storage.Tests;

/// <summary>A staging folder is its maker's alone, and takes nobody's place.</summary>
public sealed class StagingFolderTests
{
    private const string Drawn = "0707070707070707";

    [Fact]
    public void A_folder_or_a_link_that_bears_the_name_already_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("victim"));
        File.WriteAllText(folder.File("victim", "precious"), "kept");
        foreach (var prefix in new[] { "link-", "dangling-", "folder-" })
        {
            var path = folder.File(prefix + Drawn);
            _ = prefix switch
            {
                "link-" => File.CreateSymbolicLink(path, folder.File("victim")),
                "dangling-" => File.CreateSymbolicLink(path, folder.File("nothing")),
                _ => Directory.CreateDirectory(path),
            };

            var taken = Assert.Throws<IOException>(() => StagingFolder.Create(folder.File(prefix), new SameIds()));

            Assert.Contains(path, taken.Message, StringComparison.Ordinal);
            Assert.True(Path.Exists(path) || new FileInfo(path).LinkTarget is not null);
        }

        Assert.Equal("kept", File.ReadAllText(folder.File("victim", "precious")));
        Assert.False(Directory.Exists(folder.File("nothing")));
    }

    [Fact]
    public void It_takes_the_place_of_nothing_or_of_an_empty_folder_and_of_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("empty"));
        Directory.CreateDirectory(folder.File("full"));
        File.WriteAllText(folder.File("full", "precious"), "kept");
        File.WriteAllText(folder.File("file"), "kept");
        Directory.CreateSymbolicLink(folder.File("link"), folder.File("empty"));
        foreach (var (name, isTaken) in new[] { ("link", true), ("full", true), ("file", true), ("empty", false), ("new", false) })
        {
            string path;
            using (var staging = StagingFolder.Create(folder.File("staging-"), new SameIds()))
            {
                path = staging.FullPath;
                File.WriteAllText(Path.Combine(path, "whole"), name);
                Assert.Equal(!isTaken, staging.TryMoveTo(folder.File(name)));
            }

            Assert.False(Directory.Exists(path), name);
            Assert.Equal(!isTaken && name != "link", File.Exists(folder.File(name, "whole")));
        }

        Assert.Equal("kept", File.ReadAllText(folder.File("full", "precious")));
        Assert.Equal("kept", File.ReadAllText(folder.File("file")));
    }

    [Fact]
    public void Without_a_name_it_goes_with_all_that_is_in_it_and_is_for_its_owner_only()
    {
        using var folder = new TemporaryFolder();
        using (var staging = StagingFolder.Create(folder.File("staging-"), new SameIds()))
        {
            Assert.Equal(folder.File("staging-" + Drawn), staging.FullPath);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(staging.FullPath) == DurableFile.PrivateFolder);
            Directory.CreateDirectory(Path.Combine(staging.FullPath, "deep"));
            File.WriteAllText(Path.Combine(staging.FullPath, "deep", "file"), "half");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullPath));
    }

    private sealed class SameIds : IIdSource
    {
        public Guid NewId(DateTimeOffset at) => throw new NotSupportedException("Names are drawn, not ids.");

        public void FillRandom(Span<byte> destination) => destination.Fill(7);
    }
}
