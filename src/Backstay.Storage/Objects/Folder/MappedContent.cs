using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Storage.Objects.Folder;

/// <summary>An object's file, mapped for reading. The system reads it as it is touched and may forget it again.</summary>
internal sealed unsafe class MappedContent : ObjectContent
{
    private const int BufferSize = 128 << 10;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Window _window;

    private MappedContent(Digest digest, FileStream file, int length)
        : base(digest)
    {
        _file = file;
        _map = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* first = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
        _window = new Window(first + _view.PointerOffset, length);
    }

    public override ReadOnlyMemory<byte> Bytes => _window.Memory;

    public override bool IsWhole => RandomAccess.GetLength(_file.SafeFileHandle) >= _window.Length;

    /// <summary>Maps a file and reads all of it once; takes the file over.</summary>
    /// <exception cref="ObjectCorruptException">Its bytes do not give the digest.</exception>
    /// <exception cref="IOException">They can't be read.</exception>
    public static ObjectContent Open(Digest digest, FileStream file)
    {
        MappedContent? content = null;
        try
        {
            if (file.Length == 0)
            {
                file.Dispose(); // there is nothing to map
                return Of(ReadOnlyMemory<byte>.Empty) is var empty && empty.Digest == digest ? empty : throw new ObjectCorruptException(digest, empty.Digest.ToString());
            }

            // Read, not touched in the map: a disk that fails says so to a read, and ends the process that touches.
            content = new MappedContent(digest, file, checked((int)file.Length));
            var found = HashOf(file);
            return found == digest ? content : throw new ObjectCorruptException(digest, found.ToString());
        }
        catch
        {
            content?.Dispose();
            file.Dispose();
            throw;
        }
    }

    public override void Dispose()
    {
        if (_window.Close())
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _map.Dispose();
            _file.Dispose();
        }
    }

    private static Digest HashOf(FileStream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var offset = 0L;
            for (var count = -1; count != 0; offset += count)
            {
                count = RandomAccess.Read(file.SafeFileHandle, buffer, offset);
                hash.AppendData(buffer, 0, count);
            }

            return new Digest(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Window(byte* first, int length) : MemoryManager<byte>
    {
        private int _closed;

        public int Length => length;

        /// <summary>False where it was closed before.</summary>
        public bool Close() => Interlocked.Exchange(ref _closed, 1) == 0;

        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
            return new Span<byte>(first, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);
            return new MemoryHandle(first + elementIndex);
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => Close();
    }
}
