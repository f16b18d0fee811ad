using System.Buffers.Binary;
using System.Text;

namespace Backstay.Hosting.Onnx;

/// <summary>Reads from declarations and constants what <see cref="OnnxDivisionCheck"/> needs.</summary>
internal static class OnnxConstant
{
    private const int Int64 = 7;
    private const int Int32 = 6;
    private static readonly int[] Floating = [1, 10, 11, 16];

    /// <summary>Name and kind of a tensor with its data. Only the usual forms of integer data are looked into.</summary>
    public static (string Name, OnnxValueKind Kind) Read(ReadOnlySpan<byte> tensor)
    {
        var name = string.Empty;
        var type = 0;
        var raw = default(ReadOnlySpan<byte>);
        var reader = new ProtoFields(tensor);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    type = (int)reader.Number;
                    break;
                case 8:
                    name = Encoding.UTF8.GetString(reader.Value);
                    break;
                case 9:
                    raw = reader.Value;
                    break;
            }
        }

        return (name, IsFloating(type) ? OnnxValueKind.Floating : IsSafe(type, raw) ? OnnxValueKind.SafeDivisor : OnnxValueKind.Unknown);
    }

    /// <summary>Name and kind of a graph's declared input.</summary>
    public static (string Name, OnnxValueKind Kind) ReadInput(ReadOnlySpan<byte> info)
    {
        var name = string.Empty;
        var type = default(ReadOnlySpan<byte>);
        var reader = new ProtoFields(info);
        while (reader.Next())
        {
            name = reader.Field == 1 ? Encoding.UTF8.GetString(reader.Value) : name;
            type = reader.Field == 2 ? reader.Value : type;
        }

        return (name, IsFloating((int)Last(Field(type, 1), 1)) ? OnnxValueKind.Floating : OnnxValueKind.Unknown);
    }

    /// <summary>The kind that a Cast's target or a Constant's tensor gives; and the graph inside, where there is one.</summary>
    public static OnnxValueKind ReadAttribute(ReadOnlySpan<byte> attribute, out ReadOnlySpan<byte> graph)
    {
        graph = Field(attribute, 6);
        var name = Encoding.UTF8.GetString(Field(attribute, 1));
        return name switch
        {
            "to" => IsFloating((int)Last(attribute, 3)) ? OnnxValueKind.Floating : OnnxValueKind.Unknown,
            "value" => Read(Field(attribute, 5)).Kind,
            "value_float" or "value_floats" => OnnxValueKind.Floating,
            _ => OnnxValueKind.Unknown,
        };
    }

    private static bool IsFloating(int type) => Array.IndexOf(Floating, type) >= 0;

    private static bool IsSafe(int type, ReadOnlySpan<byte> raw)
    {
        var size = type switch { Int64 => 8, Int32 => 4, _ => 0 };
        if (size == 0 || raw.IsEmpty || raw.Length % size != 0)
        {
            return false;
        }

        for (var at = 0; at < raw.Length; at += size)
        {
            var value = size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(raw[at..]) : BinaryPrimitives.ReadInt32LittleEndian(raw[at..]);
            if (value is 0 or -1)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a domain's name, as UTF-8, is that of the standard operators.</summary>
    public static bool IsDefaultDomain(ReadOnlySpan<byte> domain) => domain.IsEmpty || domain.SequenceEqual("ai.onnx"u8);

    /// <summary>The last occurrence of a field, as protobuf reads it; empty where it is absent.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int field)
    {
        var found = default(ReadOnlySpan<byte>);
        var reader = new ProtoFields(message);
        while (reader.Next())
        {
            found = reader.Field == field && reader.Type == ProtoFields.Bytes ? reader.Value : found;
        }

        return found;
    }

    private static ulong Last(ReadOnlySpan<byte> message, int field)
    {
        var found = 0UL;
        var reader = new ProtoFields(message);
        while (reader.Next())
        {
            found = reader.Field == field && reader.Type == ProtoFields.Varint ? reader.Number : found;
        }

        return found;
    }
}
