using System.Buffers.Binary;
using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// All that deciding, which is pure, may know beside the state and the command: who, when, and a seed from which ids
/// and salts are drawn. The same context gives the same facts.
/// </summary>
/// <param name="seed">Drawn afresh for a batch of commands.</param>
/// <param name="index">The command's place in its batch.</param>
public sealed class DecideContext(Actor actor, DateTimeOffset time, Digest seed, int index = 0)
{
    private readonly List<SealedText> _sealed = [];
    private ulong _drawn;

    public Actor Actor { get; } = actor;

    /// <summary>When the command's entries will say that it happened.</summary>
    public DateTimeOffset Time { get; } = time;

    /// <summary>The texts sealed so far; stored in the same transaction as the facts.</summary>
    public IReadOnlyList<SealedText> SealedTexts => _sealed;

    /// <summary>Puts a text beside the ledger and gives the digest that stands for it in a fact.</summary>
    public Digest Seal(string text)
    {
        var salt = Draw();
        var bytes = new byte[Digest.Size + Encoding.UTF8.GetByteCount(text)];
        salt.CopyTo(bytes, 0);
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(Digest.Size));
        var digest = Digest.Of(bytes);
        _sealed.Add(new SealedText(digest, salt, text));
        return digest;
    }

    private byte[] Draw()
    {
        Span<byte> input = stackalloc byte[Digest.Size + sizeof(int) + sizeof(ulong)];
        seed.CopyTo(input);
        BinaryPrimitives.WriteInt32BigEndian(input[Digest.Size..], index);
        BinaryPrimitives.WriteUInt64BigEndian(input[(Digest.Size + sizeof(int))..], ++_drawn);
        var drawn = new byte[Digest.Size];
        Sha256.Hash(input, drawn);
        return drawn;
    }
}
