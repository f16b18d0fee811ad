namespace Backstay.Core.Ledger;

/// <summary>One signature line of a signed note.</summary>
/// <param name="KeyName">Who signed, by name.</param>
/// <param name="KeyId">Four bytes, read big-endian, that tell the keys of one name apart.</param>
/// <param name="Signature">What the key's algorithm made; without the key id.</param>
public sealed record NoteSignature(string KeyName, uint KeyId, ReadOnlyMemory<byte> Signature);
