using System.Buffers;
using System.Globalization;

namespace Backstay.Core.Primitives.Objects;

/// <summary>Asks whether an object's bytes are all there, by reading them.</summary>
public static class ObjectInspection
{
    /// <summary>The code of the problem that a damaged object gives.</summary>
    public const string Corrupt = "object-corrupt";

    private const int BufferSize = 128 << 10;

    /// <summary>As <see cref="IObjectStore.InspectAsync"/>, where nobody wants to hear of the pieces.</summary>
    public static Task<Result<ObjectInfo>> InspectAsync(this IObjectStore objects, Digest digest, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(objects);
        return objects.InspectAsync(digest, onRead: null, ct);
    }

    /// <summary><see cref="IObjectStore.InspectAsync"/> by way of the object's stream, whatever the store and the size.</summary>
    public static async Task<Result<ObjectInfo>> ReadThroughAsync(
        IObjectStore objects, Digest digest, Action<int>? onRead, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            if (!(await objects.OpenAsync(digest, ct)).TryGet(out var content, out var problem))
            {
                return problem;
            }

            await using (content)
            {
                var size = 0L;
                for (var count = await content.ReadAsync(buffer, ct); count > 0; count = await content.ReadAsync(buffer, ct))
                {
                    size += count;
                    onRead?.Invoke(count);
                }

                return new ObjectInfo(digest, size);
            }
        }
        catch (ObjectCorruptException corrupt)
        {
            return Problem(corrupt.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A failing disk says so instead of giving other bytes.
            return Problem(string.Create(CultureInfo.InvariantCulture, $"Object {digest} can't be read: {failure.Message}"));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Problem Problem(string message) =>
        new(ProblemKind.Refused, Corrupt, message) { Hint = "Upload the right bytes again ('backstay object put FILE'): that mends it." };
}
