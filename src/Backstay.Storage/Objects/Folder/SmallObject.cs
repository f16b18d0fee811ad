using System.Buffers;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Storage.Interop;

namespace Backstay.Storage.Objects.Folder;

/// <summary>
/// A small object's file, read at once: most of what a registration names beside the weights. A stream over it costs several times
/// what its bytes do.
/// </summary>
internal static class SmallObject
{
    /// <summary>What is read on the caller's thread: a file system's few reads ahead.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>The object where it is small, whole and sound; null where it is anything else, which somebody slower has to name.</summary>
    public static ObjectInfo? TryInspect(string path, Digest digest)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            using var file = Libc.OpenHandle("The object", path, Libc.OpenReadOnly);
            var size = 0;
            for (var count = -1; count != 0 && size <= MaxBytes; size += count)
            {
                count = RandomAccess.Read(file, buffer.AsSpan(size..(MaxBytes + 1)), size);
            }

            return size <= MaxBytes && Digest.Of(buffer.AsSpan(0, size)) == digest ? new ObjectInfo(digest, size) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
