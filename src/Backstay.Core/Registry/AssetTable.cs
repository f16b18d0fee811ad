using System.Collections.Immutable;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Registry;

/// <summary>Assets by number, with the first and the last of their versions. One writer; readers on any thread.</summary>
internal sealed class AssetTable
{
    private readonly GrowingList<Asset> _assets = new();
    private readonly GrowingIndex _index = new();
    private volatile ImmutableSortedSet<AssetId> _inOrder = [];

    public AssetId this[int number] => _assets[number].Id;

    /// <summary>All of them in order; also those that came since a reader's state.</summary>
    public ImmutableSortedSet<AssetId> InOrder => _inOrder;

    public int Add(AssetId id)
    {
        if (Find(id) is { } known)
        {
            return known;
        }

        var number = _assets.Add(new Asset { Id = id, First = VersionRow.None, Last = VersionRow.None });
        _index.Add(HashOf(id), number);
        _inOrder = _inOrder.Add(id);
        return number;
    }

    public int? Find(AssetId id)
    {
        foreach (var number in _index.Find(HashOf(id)))
        {
            if (_assets[number].Id == id)
            {
                return number;
            }
        }

        return null;
    }

    public int FirstOf(int asset) => _assets[asset].First;

    /// <summary>Makes a version the asset's last; answers with the one before, null for the first.</summary>
    public int? Append(int asset, int version)
    {
        ref var entry = ref _assets.Change(asset);
        if (entry.First == VersionRow.None)
        {
            (entry.First, entry.Last) = (version, version);
            return null;
        }

        var before = entry.Last;
        entry.Last = version;
        return before;
    }

    private static ulong HashOf(AssetId id) => GrowingIndex.Spread(id.GetHashCode());

    private struct Asset
    {
        public required AssetId Id { get; init; }

        public required int First { get; set; }

        public required int Last { get; set; }
    }
}
