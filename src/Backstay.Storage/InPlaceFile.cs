using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Backstay.Storage;

/// <summary>
/// A small content that can be replaced while the disk is full: the file takes its space when it is created, and every
/// write goes to space that it has. Two places take turns, so that a kill at any instant leaves the old content or the new
/// one. (A file system that copies on write needs space for this as well.) One caller at a time.
/// </summary>
public sealed class InPlaceFile : IDisposable
{
    // Of a place: number (8 bytes, 0 for a place never written), length (4), SHA-256 of number, length and content (32).
    private const int NumberEnd = 8;
    private const int LengthEnd = 12;
    private const int Header = LengthEnd + SHA256.HashSizeInBytes;
    private const int Block = 4_096;

    // At the end of each place, untouched by its contents: the number of the write that followed this place's, and its
    // complement; set once that write is on the disk. So a place that was whole once is told from one that never was.
    private const int Mark = 16;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly int _placeSize;
    private long _number;
    private byte[] _content;

    private InPlaceFile(SafeFileHandle file, string path, int placeSize)
    {
        _file = file;
        _path = path;
        _placeSize = placeSize;
        (_number, _content) = Enumerable.Range(0, 2).Select(ReadPlace).Where(place => place.Number > 0).DefaultIfEmpty((Number: 0, Content: [])).MaxBy(place => place.Number);
        IsOutdated = _number > 0 && Enumerable.Range(0, 2).Max(ReadMark) > _number;
        if (_number == 0)
        {
            file.Dispose();
            throw new IOException($"'{path}' is damaged, or of another size than this version writes. Restore it from a backup, or move it away: what it noted is lost then.");
        }
    }

    /// <summary>What was written last and wholly; empty at first.</summary>
    public ReadOnlyMemory<byte> Content => _content;

    /// <summary>
    /// Whether a later content was on the disk and can't be read any more: what stands here is the one before it. A write that
    /// was cut short never looks so. False for good once something was written.
    /// </summary>
    public bool IsOutdated { get; private set; }

    /// <summary>Opens the file, or creates it (mode 0600) with room for contents of up to so many bytes.</summary>
    /// <exception cref="IOException">It can't be created or read, or both of its places are damaged.</exception>
    public static InPlaceFile Open(string path, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        var full = Path.GetFullPath(path);
        var placeSize = PlaceSizeOf(capacity);
        return File.Exists(full)
            ? new InPlaceFile(File.OpenHandle(full, FileMode.Open, FileAccess.ReadWrite, FileShare.Read), full, placeSize)
            : Create(full, capacity, []);
    }

    /// <summary>
    /// Puts a new file with a first content in the place of whatever file is there: after a kill at any instant the one or the
    /// other is there, whole.
    /// </summary>
    /// <exception cref="IOException">It can't be created, or the content is larger than the capacity.</exception>
    public static InPlaceFile Create(string path, int capacity, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        var full = Path.GetFullPath(path);
        var placeSize = PlaceSizeOf(capacity);
        if (content.Length > placeSize - Header - Mark)
        {
            throw new IOException($"'{full}' is made for {capacity} bytes, not for {content.Length}.");
        }

        var places = new byte[2 * placeSize];
        Seal(places.AsSpan(0, placeSize), 1, content);
        DurableFile.Replace(full, places);
        return new InPlaceFile(File.OpenHandle(full, FileMode.Open, FileAccess.ReadWrite, FileShare.Read), full, placeSize);
    }

    /// <summary>
    /// As <see cref="Create"/>, for what is damaged: that is kept beside it as <c>.damaged</c>, a folder in its place too.
    /// </summary>
    /// <exception cref="IOException">It can't be created or set aside; what is there is left alone then.</exception>
    public static InPlaceFile Renew(string path, int capacity, ReadOnlySpan<byte> content)
    {
        if (Directory.Exists(path))
        {
            Directory.Move(path, path + ".damaged");
        }
        else if (File.Exists(path))
        {
            File.Copy(path, path + ".damaged", overwrite: true);
        }

        return Create(path, capacity, content);
    }

    /// <summary>Opens a file that can't be written.</summary>
    /// <exception cref="IOException">It can't be read, or both of its places are damaged.</exception>
    public static InPlaceFile OpenForReading(string path, int capacity) => new(File.OpenHandle(path), path, PlaceSizeOf(capacity));

    /// <summary>Replaces the content; on the disk when it returns.</summary>
    /// <exception cref="IOException">It could not be written, or is larger than the capacity: the content before stands.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        var room = _placeSize - Header - Mark;
        if (content.Length > room)
        {
            throw new IOException($"'{_path}' has room for {room} bytes, not for {content.Length}.");
        }

        var place = new byte[Header + content.Length];
        var number = _number + 1;
        Seal(place, number, content);
        RandomAccess.Write(_file, place, OffsetOf(number));
        DurableFile.Sync(_file, _path);
        var mark = new byte[Mark];
        BinaryPrimitives.WriteInt64BigEndian(mark, number);
        BinaryPrimitives.WriteInt64BigEndian(mark.AsSpan(sizeof(long)), ~number);
        RandomAccess.Write(_file, mark, OffsetOf(number - 1) + _placeSize - Mark);
        DurableFile.Sync(_file, _path);
        (_number, _content, IsOutdated) = (number, content.ToArray(), false);
    }

    public void Dispose() => _file.Dispose();

    private static int PlaceSizeOf(int capacity) => (Header + capacity + Mark + Block - 1) / Block * Block;

    private static void Seal(Span<byte> place, long number, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteInt64BigEndian(place, number);
        BinaryPrimitives.WriteInt32BigEndian(place[NumberEnd..], content.Length);
        content.CopyTo(place[Header..]);
        HashOf(place, content.Length).CopyTo(place[LengthEnd..]);
    }

    private static byte[] HashOf(ReadOnlySpan<byte> place, int length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(place[..LengthEnd]);
        hash.AppendData(place.Slice(Header, length));
        return hash.GetHashAndReset();
    }

    private long OffsetOf(long number) => (number + 1) % 2 * _placeSize;

    /// <summary>The number of a write that was whole on the disk; 0 where there is no such mark at this place.</summary>
    private long ReadMark(int index)
    {
        Span<byte> mark = stackalloc byte[Mark];
        mark.Clear();
        RandomAccess.Read(_file, mark, ((index + 1L) * _placeSize) - Mark);
        var number = BinaryPrimitives.ReadInt64BigEndian(mark);
        return BinaryPrimitives.ReadInt64BigEndian(mark[sizeof(long)..]) == ~number ? number : 0;
    }

    /// <summary>Number 0 where the place holds nothing whole.</summary>
    private (long Number, byte[] Content) ReadPlace(int index)
    {
        var place = new byte[_placeSize];
        var read = 0;
        while (read < place.Length && RandomAccess.Read(_file, place.AsSpan(read), ((long)index * _placeSize) + read) is > 0 and var some)
        {
            read += some;
        }

        var number = BinaryPrimitives.ReadInt64BigEndian(place);
        var length = BinaryPrimitives.ReadInt32BigEndian(place.AsSpan(NumberEnd));
        var isWhole = read == place.Length && number > 0 && OffsetOf(number) == (long)index * _placeSize
            && length >= 0 && length <= _placeSize - Header - Mark
            && HashOf(place, length).AsSpan().SequenceEqual(place.AsSpan(LengthEnd, SHA256.HashSizeInBytes));
        return isWhole ? (number, place[Header..(Header + length)]) : (0, []);
    }
}
