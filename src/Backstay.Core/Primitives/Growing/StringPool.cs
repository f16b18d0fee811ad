namespace Backstay.Core.Primitives.Growing;

/// <summary>Texts that come again and again, each kept once and named by a number. One writer; readers as of <see cref="GrowingList{T}"/>.</summary>
internal sealed class StringPool
{
    private readonly GrowingList<string> _texts = new();
    private readonly GrowingIndex _index = new();

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

    /// <summary>The text's number; null where it was never added.</summary>
    public int? Find(string text) => Find(text, HashOf(text));

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
