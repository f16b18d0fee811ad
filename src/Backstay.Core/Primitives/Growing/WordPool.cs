namespace Backstay.Core.Primitives.Growing;

/// <summary>
/// Words in UTF-8 that come again and again, each kept once and named by a number. One writer; readers as of
/// <see cref="GrowingList{T}"/>.
/// </summary>
internal sealed class WordPool
{
    private const int FewestSeenBits = 8;
    private const int MostSeenBits = 16;

    private readonly GrowingList<byte[]> _words = new();
    private readonly GrowingIndex _index = new();

    // Hashes of words that came once, the latest of each place: good enough to tell words from what is unique. Where there are
    // many, it begins anew with more places.
    private uint[] _seen = new uint[1 << FewestSeenBits];
    private int _seenBits = FewestSeenBits;
    private int _seenOnce;

    public ReadOnlySpan<byte> this[int number] => _words[number];

    /// <summary>The word's number; a new one for a new word.</summary>
    public int Add(ReadOnlySpan<byte> word)
    {
        var hash = HashOf(word);
        return Find(word, hash) ?? AddNew(word, hash);
    }

    /// <summary>The number of a word that came before; null for one that comes for the first time, and may never come again.</summary>
    public int? AddIfSeen(ReadOnlySpan<byte> word)
    {
        var hash = HashOf(word);
        if (Find(word, hash) is { } known)
        {
            return known;
        }

        if (_seenOnce == _seen.Length && _seenBits < MostSeenBits)
        {
            (_seenBits, _seenOnce) = (_seenBits + 2, 0);
            _seen = new uint[1 << _seenBits];
        }

        ref var seen = ref _seen[hash >> (64 - _seenBits)];
        if (seen == (uint)hash)
        {
            return AddNew(word, hash);
        }

        seen = (uint)hash;
        _seenOnce += _seenOnce < _seen.Length ? 1 : 0;
        return null;
    }

    private static ulong HashOf(ReadOnlySpan<byte> word)
    {
        var hash = default(HashCode); // with a seed of the process's own: nobody can aim for a collision
        hash.AddBytes(word);
        return GrowingIndex.Spread(hash.ToHashCode());
    }

    private int AddNew(ReadOnlySpan<byte> word, ulong hash)
    {
        var number = _words.Add(word.ToArray());
        _index.Add(hash, number);
        return number;
    }

    private int? Find(ReadOnlySpan<byte> word, ulong hash)
    {
        foreach (var number in _index.Find(hash))
        {
            if (_words[number].AsSpan().SequenceEqual(word))
            {
                return number;
            }
        }

        return null;
    }
}
