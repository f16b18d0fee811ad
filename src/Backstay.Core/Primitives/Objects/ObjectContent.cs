namespace Backstay.Core.Primitives.Objects;

/// <summary>
/// The whole content of one object, verified when it was opened: read into memory, or mapped from the store's file, in which
/// case it costs address space and what the system keeps of the file anyway. Its bytes are gone after disposal.
/// </summary>
public abstract class ObjectContent(Digest digest) : IDisposable
{
    public Digest Digest { get; } = digest;

    public abstract ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>
    /// Whether all bytes can be touched. Those of a mapped file that was cut short since can't: touching them would end the
    /// process, so ask before each use that comes later.
    /// </summary>
    public abstract bool IsWhole { get; }

    /// <summary>Content that is in memory already.</summary>
    public static ObjectContent Of(ReadOnlyMemory<byte> bytes) => new InMemory(bytes);

    public abstract void Dispose();

    private sealed class InMemory(ReadOnlyMemory<byte> bytes) : ObjectContent(Digest.Of(bytes.Span))
    {
        public override ReadOnlyMemory<byte> Bytes => bytes;

        public override bool IsWhole => true;

        public override void Dispose()
        {
        }
    }
}
