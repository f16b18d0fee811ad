using System.Text;

namespace Backstay.Core.Ledger;

/// <summary>What an entry says in a place where its neighbours mostly say the same.</summary>
internal enum Place
{
    Credential,
    ActorId,
    OnBehalfOf,
    Kind,
    Workspace,
}

/// <summary>The latest text of each <see cref="Place"/>, so that reading a ledger does not make the same few texts a million times. For one thread.</summary>
internal sealed class LatestTexts
{
    [ThreadStatic]
    private static LatestTexts? _ofThisThread;

    private readonly (byte[] Utf8, string Text)[] _texts = [.. Enumerable.Repeat(((byte[])[], ""), Enum.GetValues<Place>().Length)];
    private Actor _actor = new(null, null, null);

    public static LatestTexts OfThisThread => _ofThisThread ??= new LatestTexts();

    public string Text(Place place, ReadOnlySpan<byte> utf8)
    {
        ref var latest = ref _texts[(int)place];
        if (!utf8.SequenceEqual(latest.Utf8))
        {
            latest = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return latest.Text;
    }

    public Actor Actor(string? id, string? onBehalfOf, string? credential)
    {
        if (!ReferenceEquals(_actor.Id, id) || !ReferenceEquals(_actor.OnBehalfOf, onBehalfOf) || !ReferenceEquals(_actor.Credential, credential))
        {
            _actor = new Actor(id, onBehalfOf, credential);
        }

        return _actor;
    }
}
