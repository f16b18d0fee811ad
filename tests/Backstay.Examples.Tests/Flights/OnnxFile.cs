using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Backstay.Examples.Tests.Flights;

/// <summary>Reads the parts of an ONNX file that the tests look at, straight from the protobuf wire format, with field
/// numbers taken from the public format and not from our writer.</summary>
internal sealed class OnnxFile
{
    private const int ModelGraph = 7;
    private const int GraphNode = 1;
    private const int GraphInitializer = 5;
    private const int NodeInput = 1;
    private const int NodeOutput = 2;
    private const int NodeOperation = 4;
    private const int TensorName = 8;
    private const int TensorRawData = 9;

    private OnnxFile()
    {
    }

    public List<OnnxNode> Nodes { get; } = [];

    public Dictionary<string, float[]> Initializers { get; } = [];

    public static OnnxFile Read(byte[] bytes)
    {
        var file = new OnnxFile();
        foreach (var (field, part) in Fields(Assert.Single(Fields(bytes), field => field.Number == ModelGraph).Bytes))
        {
            if (field == GraphNode)
            {
                var members = Fields(part).ToList();
                file.Nodes.Add(new OnnxNode(
                    Text(members, NodeOperation).Single(), [.. Text(members, NodeInput)], Text(members, NodeOutput).Single()));
            }
            else if (field == GraphInitializer)
            {
                var members = Fields(part).ToList();
                var raw = members.Single(member => member.Number == TensorRawData).Bytes;
                file.Initializers.Add(Text(members, TensorName).Single(), MemoryMarshal.Cast<byte, float>(raw).ToArray());
            }
        }

        return file;
    }

    private static IEnumerable<string> Text(IEnumerable<(int Number, byte[] Bytes)> members, int number) =>
        members.Where(member => member.Number == number).Select(member => System.Text.Encoding.UTF8.GetString(member.Bytes));

    private static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        using var input = new CodedInputStream(message);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }
    }
}

internal sealed record OnnxNode(string Operation, IReadOnlyList<string> Inputs, string Output);
