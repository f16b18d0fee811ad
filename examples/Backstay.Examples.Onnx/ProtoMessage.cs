using System.Text;
using Google.Protobuf;

namespace Backstay.Examples.Onnx;

/// <summary>
/// One protobuf message being written, field by field, in the order of the calls: the same calls give the same bytes.
/// Only the wire format is used; no schema file and no generated code.
/// </summary>
internal sealed class ProtoMessage
{
    private readonly MemoryStream _bytes = new();

    public void Varint(int field, long value) => Write(output =>
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    });

    public void Float(int field, float value) => Write(output =>
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    });

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Message(int field, ProtoMessage value) => Bytes(field, value.ToArray());

    public void Bytes(int field, byte[] value) => Write(output =>
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(value.Length);
        output.Flush();
        _bytes.Write(value);
    });

    public void PackedVarints(int field, ReadOnlySpan<long> values)
    {
        using var packed = new MemoryStream();
        using (var output = new CodedOutputStream(packed, leaveOpen: true))
        {
            foreach (var value in values)
            {
                output.WriteInt64(value);
            }
        }

        Bytes(field, packed.ToArray());
    }

    public void PackedFloats(int field, ReadOnlySpan<float> values)
    {
        using var packed = new MemoryStream();
        using (var output = new CodedOutputStream(packed, leaveOpen: true))
        {
            foreach (var value in values)
            {
                output.WriteFloat(value);
            }
        }

        Bytes(field, packed.ToArray());
    }

    public byte[] ToArray() => _bytes.ToArray();

    private void Write(Action<CodedOutputStream> write)
    {
        using var output = new CodedOutputStream(_bytes, leaveOpen: true);
        write(output);
    }
}
