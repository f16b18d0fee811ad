using System.Buffers.Binary;

namespace Backstay.Hosting.Onnx;

/// <summary>Steps through the fields of one protobuf message. Anything but whole fields stops it as broken; groups count as broken.</summary>
internal ref struct ProtoFields
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Bytes = 2;
    public const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest;

    public ProtoFields(ReadOnlySpan<byte> message) => _rest = message;

    public int Field { get; private set; }

    public int Type { get; private set; }

    /// <summary>The value of a <see cref="Varint"/> or fixed-length field.</summary>
    public ulong Number { get; private set; }

    /// <summary>The content of a <see cref="Bytes"/> field.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool IsBroken { get; private set; }

    public bool Next()
    {
        if (_rest.IsEmpty || IsBroken)
        {
            return false;
        }

        if (!ReadVarint(out var tag) || tag > uint.MaxValue || tag >> 3 == 0)
        {
            return Broken();
        }

        Field = (int)(tag >> 3);
        Type = (int)(tag & 7);
        Value = default;
        Number = 0;
        switch (Type)
        {
            case Varint:
                return ReadNumber();
            case Bytes:
                return ReadVarint(out var length) && length <= (ulong)_rest.Length ? Take((int)length) : Broken();
            case Fixed64 when _rest.Length >= 8:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                return Take(8);
            case Fixed32 when _rest.Length >= 4:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                return Take(4);
            default:
                return Broken();
        }
    }

    /// <summary>The next number of a packed list, whose content this was made over.</summary>
    public bool NextPacked() => !_rest.IsEmpty && !IsBroken && ReadNumber();

    private bool ReadNumber()
    {
        if (!ReadVarint(out var number))
        {
            return Broken();
        }

        Number = number;
        return true;
    }

    private bool Take(int length)
    {
        Value = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private bool Broken()
    {
        IsBroken = true;
        return false;
    }

    private bool ReadVarint(out ulong value)
    {
        const int MaxLength = 10;
        value = 0;
        for (var i = 0; i < MaxLength && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
