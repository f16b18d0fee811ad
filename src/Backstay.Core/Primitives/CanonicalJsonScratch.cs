namespace Backstay.Core.Primitives;

/// <summary>What one thread needs to rewrite a document, kept from one to the next.</summary>
internal sealed class CanonicalJsonScratch
{
    [ThreadStatic]
    private static CanonicalJsonScratch? _ofThisThread;

    private CanonicalJsonScratch()
    {
    }

    /// <summary>The canonical form so far.</summary>
    public ByteBuffer Output { get; } = new();

    /// <summary>A stack of the members of all objects that are open; every object owns the part from its start on.</summary>
    public List<Member> Members { get; } = [];

    /// <summary>Where the members of an object are brought into order.</summary>
    public ByteBuffer Sorting { get; } = new();

    /// <summary>This thread's scratch, emptied. What an earlier taker left in it is gone.</summary>
    public static CanonicalJsonScratch Take()
    {
        var scratch = _ofThisThread ??= new CanonicalJsonScratch();
        scratch.Output.Clear();
        scratch.Members.Clear();
        scratch.Sorting.Clear();
        return scratch;
    }

    /// <summary>Where a member stands in <see cref="Output"/>: the inside of its key, and all of it with the comma behind it.</summary>
    public readonly record struct Member(int Start, int KeyStart, int KeyEnd, int End);
}
