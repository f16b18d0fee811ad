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
    private readonly StringPool _texts = new();
    private readonly AssetTable _assets = new();
    private readonly GrowingIndex _byId = new();
    private readonly RowChains<ContentDigest> _byContent;
    private readonly RowChains<long> _byTraining;

    public VersionLog()
    {
        _byContent = new(row => _rows[row].Content, (row, next) => _rows.Change(row).NextOfContent = next, row => _rows[row].NextOfContent);
        _byTraining = new(
            row => _rows[row].Training ?? 0, (row, next) => _rows.Change(row).NextOfTraining = next, row => _rows[row].NextOfTraining);
    }

    /// <summary>For the writer.</summary>
    public int Count => _rows.Count;

    public AssetTable Assets => _assets;

    /// <summary>Adds a version, whose number is <see cref="Count"/>.</summary>
    /// <param name="id">Its name, and the content that its fact gives it.</param>
    /// <param name="payload">The fact's canonical payload.</param>
    /// <param name="walked">The same, walked over; null where that is not known yet.</param>
    public void Add((VersionId Version, ContentDigest Content) id, Registration registration, ReadOnlyMemory<byte> payload, WalkedVersion? walked)
    {
        walked ??= VersionWalker.TryWalk(payload, out var length) is WalkedVersion whole && length == payload.Length ? whole : null;
        var training = walked is null ? TrainingKey.Of(VersionPayload.Read(payload.Span)) : TrainingKey.Of(walked);
        var buffer = Buffer();
        PackedVersion.Pack(payload.Span, walked, this, _words, buffer);
        var asset = _assets.Add(id.Version.Asset);
        var number = _rows.Add(new VersionRow
        {
            Asset = asset,
            Major = id.Version.Number.Major,
            Minor = id.Version.Number.Minor,
            Patch = id.Version.Number.Patch,
            PreRelease = id.Version.Number.PreRelease is { } preRelease ? _texts.Add(preRelease) : VersionRow.None,
            Content = id.Content,
            Fact = _facts.Add(buffer.Written),
            Position = registration.Position,
            Time = registration.Time.UtcTicks,
            By = registration.By is { } by ? _texts.Add(by) : VersionRow.None,
            Training = training,
            NextOfAsset = VersionRow.None,
            NextOfContent = VersionRow.None,
            NextOfTraining = VersionRow.None,
        });
        if (_assets.Append(asset, number) is { } before)
        {
            _rows.Change(before).NextOfAsset = number;
        }

        _byContent.Add(HashOf(id.Content), number);
        if (training is { } key)
        {
            _byTraining.Add(HashOf(key), number);
        }

        _byId.Add(HashOf(id.Version), number);
    }

    /// <summary>Adds a version of another log, which all that it refers to was added from before.</summary>
    public void AddFrom(VersionLog other, int number)
    {
        ref readonly var row = ref other._rows[number];
        Add((other.IdOf(number), row.Content), other.RegistrationOf(row), other.ReadPayload(number), walked: null);
    }

    public int? Find(VersionId id, int count)
    {
        foreach (var number in _byId.Find(HashOf(id)))
        {
            if (number < count && IsNumber(_rows[number], id.Number) && _assets[_rows[number].Asset] == id.Asset)
            {
                return number;
            }
        }

        return null;
    }

    public VersionId IdOf(int number)
    {
        ref readonly var row = ref _rows[number];
        return new(_assets[row.Asset], new SemanticVersion(row.Major, row.Minor, row.Patch, TextOrNull(row.PreRelease)));
    }

    public ContentDigest ContentOf(int number) => _rows[number].Content;

    /// <param name="derive">Derives the reproducibility hash of a fact.</param>
    public RegisteredVersion Read(int number, Func<VersionRegistered, ReproducibilityHash?> derive)
    {
        ref readonly var row = ref _rows[number];
        return new RegisteredVersion((IdOf(number), row.Content), () => ReadFact(number), RegistrationOf(row), derive);
    }

    /// <summary>An asset's versions in the order of their registration.</summary>
    public IEnumerable<int> OfAsset(AssetId asset, int count) => _assets.Find(asset) is { } known
        ? Chain(_assets.FirstOf(known), row => _rows[row].NextOfAsset, count)
        : [];

    public IEnumerable<int> WithContent(ContentDigest content, int count) => _byContent.Find(HashOf(content), content, count);

    /// <summary>Versions that may come from one training: to be compared.</summary>
    public IEnumerable<int> WithTraining(long key, int count) => _byTraining.Find(HashOf(key), key, count);

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

    private static ulong HashOf(long key) => GrowingIndex.Spread(key.GetHashCode());

    private Registration RegistrationOf(in VersionRow row) =>
        new(row.Position, new DateTimeOffset(row.Time, TimeSpan.Zero), TextOrNull(row.By));

    private string? TextOrNull(int number) => number == VersionRow.None ? null : _texts[number];

    private bool IsNumber(in VersionRow row, SemanticVersion number) =>
        row.Major == number.Major && row.Minor == number.Minor && row.Patch == number.Patch && TextOrNull(row.PreRelease) == number.PreRelease;

    private VersionRegistered ReadFact(int number) => VersionPayload.Read(Unpack(number));

    private byte[] ReadPayload(int number) => Unpack(number).ToArray();

    /// <summary>The fact's canonical payload; valid until the thread's next call.</summary>
    private ReadOnlySpan<byte> Unpack(int number)
    {
        var buffer = Buffer();
        new VersionUnpacker(_facts.Read(_rows[number].Fact), this, _words, buffer).Write(number);
        return buffer.Written;
    }
}
