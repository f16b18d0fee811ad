using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Pending = Backstay.Core.Primitives.Growing.PendingRows<Backstay.Core.Registry.VersionId, (Backstay.Core.Registry.RegisteredVersion Version, System.ReadOnlyMemory<byte> Payload)>;

namespace Backstay.Core.Registry;

/// <summary>
/// Every registered version, and what finds them: the first so many rows of a <see cref="VersionLog"/>, and on top of them
/// what is decided and not committed yet. Whoever holds one sees the same versions for ever.
/// </summary>
public sealed class RegistryState
{
    private readonly VersionLog? _log;
    private readonly int _committed;
    private readonly Pending _pending;

    private RegistryState(VersionLog? log, int committed, Pending pending)
    {
        _log = log;
        _committed = committed;
        _pending = pending;
    }

    public static RegistryState Empty { get; } = new(null, 0, Pending.Empty);

    public int Count => _committed + _pending.Count;

    /// <summary>Every version in the order of registration; also its number, from 0.</summary>
    public IEnumerable<RegisteredVersion> All => Enumerable.Range(0, Count).Select(Read);

    /// <summary>Every asset that has a version, in order.</summary>
    public IEnumerable<AssetId> Assets
    {
        get
        {
            var all = _log?.Assets.InOrder.AsEnumerable() ?? [];
            if (_pending.Count > 0)
            {
                all = all.Concat(_pending.InOrder.Select(p => p.Version.Id.Asset)).Distinct().Order();
            }

            // The log may know assets that came since.
            return all.Where(asset => NumbersOf(asset).Any());
        }
    }

    /// <summary>A version that must be there.</summary>
    /// <exception cref="KeyNotFoundException">It is not.</exception>
    public RegisteredVersion this[VersionId id] =>
        TryFind(id, out var version) ? version : throw new KeyNotFoundException($"'{id}' is not registered.");

    public bool TryFind(VersionId id, [MaybeNullWhen(false)] out RegisteredVersion version)
    {
        version = NumberOf(id) is { } number ? Read(number) : null;
        return version is not null;
    }

    /// <summary>
    /// The version that a fact of this state registered, as <see cref="TryFind"/> gives it: for whoever has the fact still, and
    /// needn't unpack it.
    /// </summary>
    public RegisteredVersion VersionOf(EntryHead head, VersionRegistered fact) => new(fact, RegistrationOf(head), DeriveHash);

    /// <summary>Whether a version is registered; cheaper than reading it.</summary>
    public bool Contains(VersionId id) => NumberOf(id) is not null;

    /// <summary>The content of a version that must be there; cheaper than reading it.</summary>
    public ContentDigest ContentOf(VersionId id) => NumberOf(id) is { } number
        ? number < _committed && _log is not null ? _log.ContentOf(number) : Read(number).Content
        : throw new KeyNotFoundException($"'{id}' is not registered.");

    /// <summary>An asset's versions in the order of their registration; empty where there is none.</summary>
    public IReadOnlyList<VersionId> VersionsOf(AssetId asset) => [.. NumbersOf(asset).Select(IdOf)];

    /// <summary>Versions with this content, whatever they are called, in the order of their registration.</summary>
    public IReadOnlyList<VersionId> WithContent(ContentDigest content) =>
    [
        .. (_log?.WithContent(content, _committed) ?? []).Select(IdOf),
        .. _pending.InOrder.Where(p => p.Version.Content == content).Select(p => p.Version.Id),
    ];

    /// <summary>Versions with this one's reproducibility hash, in the order of their registration; none where it is partial.</summary>
    public IReadOnlyList<VersionId> TrainedAs(RegisteredVersion version)
    {
        if (version.Reproducibility is not { Partial: false } || TrainingKey.Of(version.Fact) is not { } key)
        {
            return [];
        }

        return
        [
            .. (_log?.WithTraining(key, _committed) ?? []).Select(Read)
                .Concat(_pending.InOrder.Select(p => p.Version))
                .Where(other => other.Reproducibility == version.Reproducibility)
                .Select(other => other.Id),
        ];
    }

    /// <summary>A version's place in the order of registration, from 0; null where it is not registered.</summary>
    internal int? NumberOf(VersionId id) =>
        _pending.Find(id) is var row and >= 0 ? _committed + row : _log?.Find(id, _committed);

    internal VersionId IdOf(int number) =>
        number < _committed && _log is not null ? _log.IdOf(number) : _pending[number - _committed].Version.Id;

    /// <summary>Folds an entry that may still be dropped: what it adds is pending until <see cref="Settle"/>.</summary>
    /// <param name="payload">The fact as the ledger has it; empty where nobody has encoded it.</param>
    public RegistryState Apply(EntryHead head, IFact fact, ReadOnlyMemory<byte> payload) => fact is VersionRegistered registered
        ? new RegistryState(_log, _committed, _pending.Add(registered.Version, (VersionOf(head, registered), payload)))
        : this;

    /// <summary>Folds a committed entry straight into the log. For the one who owns it: see <see cref="Settle"/>.</summary>
    public RegistryState Extend(EntryHead head, IFact fact, ReadOnlyMemory<byte> payload)
    {
        if (fact is not (VersionRegistered or WalkedVersion))
        {
            return this;
        }

        if (_pending.Count > 0)
        {
            return Settle().Extend(head, fact, payload);
        }

        var log = Tip();
        if (fact is WalkedVersion walked)
        {
            log.Add((walked.Version, walked.Content), RegistrationOf(head), walked.Payload, walked);
        }
        else
        {
            var registered = (VersionRegistered)fact;
            log.Add((registered.Version, registered.Content), RegistrationOf(head), PayloadOf(registered, payload), walked: null);
        }

        return new RegistryState(log, log.Count, Pending.Empty);
    }

    /// <summary>
    /// What is pending was committed: it goes into the log. Only the owner of the newest state calls it; on an older one it
    /// would begin a log of its own.
    /// </summary>
    public RegistryState Settle()
    {
        if (_pending.Count == 0)
        {
            return this;
        }

        var log = Tip();
        foreach (var (version, payload) in _pending.InOrder)
        {
            log.Add((version.Id, version.Content), version.Registration, PayloadOf(version.Fact, payload), walked: null);
        }

        return new RegistryState(log, log.Count, Pending.Empty);
    }

    /// <summary>The same versions, where <paramref name="committed"/> has the first of those that are pending here.</summary>
    public RegistryState Rebase(RegistryState committed) => _pending.Count == 0
        ? committed
        : new RegistryState(committed._log, committed._committed, _pending.Skip(committed._committed - _committed));

    /// <summary>The indexes follow from the versions and are no part of the digest.</summary>
    public void AddTo(StateHasher hasher) =>
        hasher.Add("registry.versions", All.Select(version => KeyValuePair.Create(version.Id, version)), RegistryJson.Default.RegisteredVersion);

    private static ReadOnlyMemory<byte> PayloadOf(VersionRegistered fact, ReadOnlyMemory<byte> payload) => payload.IsEmpty
        ? CanonicalJson.Write(writer => JsonSerializer.Serialize(writer, fact, RegistryJson.Default.VersionRegistered)).Value
        : payload;

    private static Registration RegistrationOf(EntryHead head) => new(head.Seq, head.Time, head.Actor.Id);

    private ReproducibilityHash? DeriveHash(VersionRegistered fact) => Reproducibility.HashOf(fact, this);

    /// <summary>The log, where this state is its newest; else a copy that this state is the newest of.</summary>
    private VersionLog Tip()
    {
        if (_log is { } log && log.Count == _committed)
        {
            return log;
        }

        var own = new VersionLog();
        for (var number = 0; number < _committed && _log is not null; number++)
        {
            own.AddFrom(_log, number);
        }

        return own;
    }

    private RegisteredVersion Read(int number) =>
        number < _committed && _log is not null ? _log.Read(number, DeriveHash) : _pending[number - _committed].Version;

    private IEnumerable<int> NumbersOf(AssetId asset) =>
        (_log?.OfAsset(asset, _committed) ?? []).Concat(
            _pending.Count == 0
                ? []
                : _pending.InOrder.Select((p, i) => (p.Version, Number: _committed + i)).Where(p => p.Version.Id.Asset == asset).Select(p => p.Number));
}
