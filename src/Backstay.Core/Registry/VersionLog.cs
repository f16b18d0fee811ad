using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Registry;

/// <summary>
/// Every committed version, in rows that never move or change. One writer adds; readers look at it through a
/// <see cref="RegistryState"/> and see the first so many rows, whatever has come since.
/// </summary>
internal sealed class VersionLog
{
    [ThreadStatic]
    private static ByteBuffer? _bufferOfThisThread;

    private readonly GrowingList<VersionRow> _rows = new();
    private readonly GrowingBytes _facts = new();
    private readonly WordPool _words = new();
    private readonly StringPool _actors = new();
    private readonly AssetTable _assets = new();
    private readonly GrowingIndex _byId = new();
    private readonly RowChains<ContentDigest> _byContent;
    private readonly RowChains<Digest> _byTraining;

    public VersionLog()
    {
        _byContent = new(row => _rows[row].Content, (row, next) => _rows.Change(row).NextOfContent = next, row => _rows[row].NextOfContent);
        _byTraining = new(
            row => _rows[row].Reproducibility?.Hash ?? default, (row, next) => _rows.Change(row).NextOfTraining = next, row => _rows[row].NextOfTraining);
    }

    /// <summary>For the writer.</summary>
    public int Count => _rows.Count;

    public AssetTable Assets => _assets;

    /// <summary>Adds a version, whose number is <see cref="Count"/>.</summary>
    /// <param name="payload">Its fact's canonical payload.</param>
    public void Add(RegisteredVersion version, ReadOnlySpan<byte> payload)
    {
        var buffer = Buffer();
        PackedJson.Pack(payload, _words, buffer);
        var asset = _assets.Add(version.Id.Asset);
        var number = _rows.Add(new VersionRow
        {
            Asset = asset,
            Number = version.Id.Number,
            Content = version.Content,
            Fact = _facts.Add(buffer.Written),
            Position = version.Position,
            Time = version.Time.UtcTicks,
            By = version.RegisteredBy is { } by ? _actors.Add(by) : VersionRow.None,
            Reproducibility = version.Reproducibility,
            NextOfAsset = VersionRow.None,
            NextOfContent = VersionRow.None,
            NextOfTraining = VersionRow.None,
        });
        if (_assets.Append(asset, number) is { } before)
        {
            _rows.Change(before).NextOfAsset = number;
        }

        _byContent.Add(HashOf(version.Content), number);
        if (version.Reproducibility is { Partial: false } complete)
        {
            _byTraining.Add(HashOf(complete.Hash), number);
        }

        _byId.Add(HashOf(version.Id), number);
    }

    public int? Find(VersionId id, int count)
    {
        foreach (var number in _byId.Find(HashOf(id)))
        {
            if (number < count && _rows[number].Number == id.Number && _assets[_rows[number].Asset] == id.Asset)
            {
                return number;
            }
        }

        return null;
    }

    public VersionId IdOf(int number) => new(_assets[_rows[number].Asset], _rows[number].Number);

    public ContentDigest ContentOf(int number) => _rows[number].Content;

    public RegisteredVersion Read(int number)
    {
        ref readonly var row = ref _rows[number];
        return new RegisteredVersion(
            IdOf(number), row.Content, () => ReadFact(number), row.Position, new DateTimeOffset(row.Time, TimeSpan.Zero),
            row.By == VersionRow.None ? null : _actors[row.By], row.Reproducibility);
    }

    /// <summary>The fact's canonical payload.</summary>
    public byte[] ReadPayload(int number)
    {
        var buffer = Buffer();
        PackedJson.Unpack(_facts.Read(_rows[number].Fact), _words, buffer);
        return buffer.Written.ToArray();
    }

    /// <summary>An asset's versions in the order of their registration.</summary>
    public IEnumerable<int> OfAsset(AssetId asset, int count) => _assets.Find(asset) is { } known
        ? Chain(_assets.FirstOf(known), row => _rows[row].NextOfAsset, count)
        : [];

    public IEnumerable<int> WithContent(ContentDigest content, int count) => _byContent.Find(HashOf(content), content, count);

    public IEnumerable<int> TrainedAs(Digest hash, int count) => _byTraining.Find(HashOf(hash), hash, count);

    internal static IEnumerable<int> Chain(int first, Func<int, int> next, int count)
    {
        for (var row = first; row >= 0 && row < count; row = next(row))
        {
            yield return row;
        }
    }

    private static ByteBuffer Buffer()
    {
        var buffer = _bufferOfThisThread ??= new ByteBuffer();
        buffer.Clear();
        return buffer;
    }

    private static ulong HashOf(VersionId id) => GrowingIndex.Spread(id.GetHashCode());

    private static ulong HashOf(ContentDigest content) => GrowingIndex.Spread(content.GetHashCode());

    private static ulong HashOf(Digest digest) => GrowingIndex.Spread(digest.GetHashCode());

    private VersionRegistered ReadFact(int number)
    {
        var buffer = Buffer();
        PackedJson.Unpack(_facts.Read(_rows[number].Fact), _words, buffer);
        return VersionRegisteredReader.TryRead(buffer.Written)
            ?? JsonSerializer.Deserialize(buffer.Written, RegistryJson.Default.VersionRegistered)
            ?? throw new InvalidDataException("A version's payload is null.");
    }
}
