using System.Text;

namespace Backstay.Examples.Onnx;

/// <summary>A named constant of a node. Made by the factories, one for each kind of value that operators take.</summary>
public sealed class OnnxAttribute
{
    private const int NameField = 1;
    private const int FloatField = 2;
    private const int IntField = 3;
    private const int StringField = 4;
    private const int FloatsField = 7;
    private const int IntsField = 8;
    private const int StringsField = 9;
    private const int TypeField = 20;

    private readonly ProtoMessage _message = new();

    private OnnxAttribute(string name, int type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _message.Text(NameField, name);
        _message.Varint(TypeField, type);
    }

    public string Name { get; }

    internal ProtoMessage Message => _message;

    public static OnnxAttribute Float(string name, float value)
    {
        var attribute = new OnnxAttribute(name, 1);
        attribute._message.Float(FloatField, value);
        return attribute;
    }

    public static OnnxAttribute Int(string name, long value)
    {
        var attribute = new OnnxAttribute(name, 2);
        attribute._message.Varint(IntField, value);
        return attribute;
    }

    public static OnnxAttribute Text(string name, string value)
    {
        var attribute = new OnnxAttribute(name, 3);
        attribute._message.Bytes(StringField, Encoding.UTF8.GetBytes(value));
        return attribute;
    }

    public static OnnxAttribute Floats(string name, params ReadOnlySpan<float> values)
    {
        var attribute = new OnnxAttribute(name, 6);
        attribute._message.PackedFloats(FloatsField, values);
        return attribute;
    }

    public static OnnxAttribute Ints(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new OnnxAttribute(name, 7);
        attribute._message.PackedVarints(IntsField, values);
        return attribute;
    }

    public static OnnxAttribute Texts(string name, params ReadOnlySpan<string> values)
    {
        var attribute = new OnnxAttribute(name, 8);
        foreach (var value in values)
        {
            attribute._message.Bytes(StringsField, Encoding.UTF8.GetBytes(value));
        }

        return attribute;
    }
}
