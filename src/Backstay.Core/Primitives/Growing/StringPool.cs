namespace Backstay.Core.Primitives.Growing;

/// <summary>Texts that come again and again, each kept once and named by a number. One writer; readers as of <see cref="GrowingList{T}"/>.</summary>
internal sealed class StringPool
{
    private const int SeenBits = 16;

    private readonly GrowingList<string> _texts = new();
    private readonly GrowingIndex _index = new();

    // Hashes of texts that came once, the latest of each place: good enough to tell words from what is unique.
    private readonly uint[] _seen = new uint[1 << SeenBits];

    public string this[int number] => _texts[number];

    /// <summary>The text's number; a new one for a new text.</summary>
    public int Add(string text)
    {
        var hash = HashOf(text);
        if (Find(text, hash) is { } known)
        {
            return known;
        }

        var number = _texts.Add(text);
        _index.Add(hash, number);
        return number;
    }

    /// <summary>The number of a text that came before; null for one that comes for the first time, and may never come again.</summary>
    public int? AddIfSeen(string text)
    {
        var hash = HashOf(text);
        if (Find(text, hash) is { } known)
        {
            return known;
        }

        ref var seen = ref _seen[hash >> (64 - SeenBits)];
        if (seen == (uint)hash)
        {
            return Add(text);
        }

        seen = (uint)hash;
        return null;
    }

    private int? Find(string text, ulong hash)
    {
        foreach (var number in _index.Find(hash))
        {
            if (_texts[number] == text)
            {
                return number;
            }
        }

        return null;
    }

    private static ulong HashOf(string text) => GrowingIndex.Spread(text.GetHashCode(StringComparison.Ordinal));
}
