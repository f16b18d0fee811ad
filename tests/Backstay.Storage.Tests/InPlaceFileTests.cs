using System.Text;
using Backstay.TestKit;

namespace Backstay.Storage.Tests;

public sealed class InPlaceFileTests : IDisposable
{
    private const int Capacity = 10_000;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("notes");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_empty_at_first_and_keeps_what_was_written_last()
    {
        using (var file = InPlaceFile.Open(FilePath, Capacity))
        {
            Assert.True(file.Content.IsEmpty);
            foreach (var length in new[] { 3, 0, Capacity, 17, 5 })
            {
                file.Write(Encoding.ASCII.GetBytes(new string('x', length)));
                Assert.Equal(length, file.Content.Length);
                Assert.Equal(length, Read().Length);
            }
        }

        Assert.Equal("xxxxx", Read());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(DurableFile.PrivateFile, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public void A_write_that_was_cut_short_leaves_what_was_there_before()
    {
        Write("first", "second");
        var before = File.ReadAllBytes(FilePath);
        Write("third");
        var after = File.ReadAllBytes(FilePath);
        var other = before.Length / 2;
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).OrderBy(i => i < other).ThenBy(i => i).ToArray();
        var inPlace = changed.Count(i => i >= other); // the rest is the mark that it is whole, in the other place, which is written last
        Assert.InRange(inPlace, 1, changed.Length - 1);
        for (var cut = 0; cut < changed.Length; cut++)
        {
            // The disk took only the first so many of the bytes that changed.
            var torn = (byte[])before.Clone();
            foreach (var i in changed.Take(cut))
            {
                torn[i] = after[i];
            }

            File.WriteAllBytes(FilePath, torn);
            Assert.Equal(cut < inPlace ? "second" : "third", Read());
            Assert.False(IsOutdated());
        }

        File.WriteAllBytes(FilePath, after);
        Assert.Equal("third", Read());
    }

    [Fact]
    public void What_was_whole_and_is_damaged_is_told_from_a_write_that_was_cut_short()
    {
        Write("first", "second", "third");
        var sound = File.ReadAllBytes(FilePath);
        var header = sizeof(long) + sizeof(int) + 32;
        for (var at = sound.Length / 2; at < (sound.Length / 2) + header + "third".Length; at++)
        {
            var damaged = sound.ToArray();
            damaged[at] ^= 1;
            File.WriteAllBytes(FilePath, damaged);
            Assert.Equal("second", Read());
            Assert.True(IsOutdated(), $"byte {at}");
        }

        using (var file = InPlaceFile.Open(FilePath, Capacity))
        {
            file.Write("fourth"u8);
            Assert.False(file.IsOutdated);
        }

        Assert.Equal("fourth", Read());
        Assert.False(IsOutdated());
    }

    [Fact]
    public void A_damaged_older_place_or_mark_takes_nothing_away()
    {
        Write("first", "second", "third");
        var sound = File.ReadAllBytes(FilePath);
        foreach (var at in new[] { 0, (sound.Length / 2) - 1, sound.Length - 1 })
        {
            var damaged = sound.ToArray();
            damaged[at] ^= 1;
            File.WriteAllBytes(FilePath, damaged);
            Assert.Equal("third", Read());
            Assert.False(IsOutdated());
        }
    }

    [Fact]
    public void What_is_too_large_is_refused_and_what_was_there_stands()
    {
        using var file = InPlaceFile.Open(FilePath, Capacity);
        file.Write("kept"u8);
        Assert.Throws<IOException>(() => file.Write(new byte[2 * Capacity]));
        Assert.Equal("kept", Encoding.ASCII.GetString(file.Content.Span));
        Assert.Equal("kept", Read());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void A_file_of_another_kind_or_size_is_refused_by_name(int length)
    {
        File.WriteAllBytes(FilePath, Enumerable.Repeat((byte)7, length).ToArray());
        Assert.Contains(FilePath, Assert.Throws<IOException>(() => InPlaceFile.Open(FilePath, Capacity)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_takes_what_fits_into_the_space_that_the_file_has()
    {
        using var disk = new SmallDisk(1);
        var path = Path.Combine(disk.FullPath, "notes");
        using (var file = InPlaceFile.Open(path, Capacity))
        {
            disk.Fill();
            Assert.Throws<IOException>(() => DurableFile.Replace(Path.Combine(disk.FullPath, "other"), "x"u8));
            for (var i = 0; i < 5; i++)
            {
                file.Write(Encoding.ASCII.GetBytes($"note {i}"));
            }
        }

        using var again = InPlaceFile.Open(path, Capacity);
        Assert.Equal("note 4", Encoding.ASCII.GetString(again.Content.Span));
    }

    private void Write(params string[] contents)
    {
        using var file = InPlaceFile.Open(FilePath, Capacity);
        foreach (var content in contents)
        {
            file.Write(Encoding.ASCII.GetBytes(content));
        }
    }

    private bool IsOutdated()
    {
        using var file = InPlaceFile.Open(FilePath, Capacity);
        return file.IsOutdated;
    }

    private string Read()
    {
        var copy = _folder.File("copy");
        File.Copy(FilePath, copy, overwrite: true);
        using var file = InPlaceFile.Open(copy, Capacity);
        return Encoding.ASCII.GetString(file.Content.Span);
    }
}
