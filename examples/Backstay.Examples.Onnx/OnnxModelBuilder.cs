using System.Buffers.Binary;

namespace Backstay.Examples.Onnx;

/// <summary>
/// Writes an ONNX model file: inputs, outputs, constant tensors and nodes, in the order of the calls.
/// The same calls give the same bytes. The field numbers are those of the public ONNX format (IR version 7,
/// default operator set 13). Whether the graph makes sense is for the runtime that loads it to say.
/// </summary>
public sealed class OnnxModelBuilder
{
    /// <summary>ONNX IR version of the files: the one that belongs to operator set 13.</summary>
    public const int IrVersion = 7;

    /// <summary>Version of the default operator set unless the constructor is told another.</summary>
    public const int DefaultOpset = 13;

    private readonly string _name;
    private readonly int _opset;
    private readonly List<ProtoMessage> _inputs = [];
    private readonly List<ProtoMessage> _outputs = [];
    private readonly List<ProtoMessage> _initializers = [];
    private readonly List<ProtoMessage> _nodes = [];
    private readonly List<(string Key, string Value)> _metadata = [];
    private string _producer = "backstay-examples";
    private string _producerVersion = "1";

    /// <param name="name">Name of the graph.</param>
    public OnnxModelBuilder(string name, int opset = DefaultOpset)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
        _opset = opset;
    }

    public OnnxModelBuilder Producer(string name, string version)
    {
        _producer = name;
        _producerVersion = version;
        return this;
    }

    /// <summary>Adds one entry to the model's metadata; keys are written in the order of the calls.</summary>
    public OnnxModelBuilder Metadata(string key, string value)
    {
        _metadata.Add((key, value));
        return this;
    }

    public OnnxModelBuilder Input(string name, OnnxType type, params ReadOnlySpan<OnnxDim> shape)
    {
        _inputs.Add(ValueInfo(name, type, shape));
        return this;
    }

    public OnnxModelBuilder Output(string name, OnnxType type, params ReadOnlySpan<OnnxDim> shape)
    {
        _outputs.Add(ValueInfo(name, type, shape));
        return this;
    }

    /// <summary>Adds a constant float32 tensor, row-major.</summary>
    public OnnxModelBuilder Initializer(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        return Initializer(name, OnnxType.Float32, values.Length, raw, shape);
    }

    /// <summary>Adds a constant int64 tensor, row-major.</summary>
    public OnnxModelBuilder Initializer(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape)
    {
        var raw = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        }

        return Initializer(name, OnnxType.Int64, values.Length, raw, shape);
    }

    /// <summary>Adds a node of any operator of the default domain. An empty input name means an input left out.</summary>
    public OnnxModelBuilder Node(
        string operation, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        ArgumentException.ThrowIfNullOrEmpty(operation);
        var node = new ProtoMessage();
        foreach (var input in inputs)
        {
            node.Text(OnnxFields.NodeInput, input);
        }

        foreach (var output in outputs)
        {
            node.Text(OnnxFields.NodeOutput, output);
        }

        node.Text(OnnxFields.NodeName, $"{operation}_{_nodes.Count}");
        node.Text(OnnxFields.NodeOperation, operation);
        foreach (var attribute in attributes)
        {
            node.Message(OnnxFields.NodeAttribute, attribute.Message);
        }

        _nodes.Add(node);
        return this;
    }

    /// <summary>The model file.</summary>
    public byte[] ToBytes()
    {
        var graph = new ProtoMessage();
        Add(graph, OnnxFields.GraphNode, _nodes);
        graph.Text(OnnxFields.GraphName, _name);
        Add(graph, OnnxFields.GraphInitializer, _initializers);
        Add(graph, OnnxFields.GraphInput, _inputs);
        Add(graph, OnnxFields.GraphOutput, _outputs);

        var opset = new ProtoMessage();
        opset.Text(OnnxFields.OpsetDomain, string.Empty);
        opset.Varint(OnnxFields.OpsetVersion, _opset);

        var model = new ProtoMessage();
        model.Varint(OnnxFields.ModelIrVersion, IrVersion);
        model.Text(OnnxFields.ModelProducerName, _producer);
        model.Text(OnnxFields.ModelProducerVersion, _producerVersion);
        model.Message(OnnxFields.ModelGraph, graph);
        model.Message(OnnxFields.ModelOpset, opset);
        foreach (var (key, value) in _metadata)
        {
            var entry = new ProtoMessage();
            entry.Text(OnnxFields.EntryKey, key);
            entry.Text(OnnxFields.EntryValue, value);
            model.Message(OnnxFields.ModelMetadata, entry);
        }

        return model.ToArray();
    }

    private static void Add(ProtoMessage target, int field, List<ProtoMessage> parts)
    {
        foreach (var part in parts)
        {
            target.Message(field, part);
        }
    }

    private static ProtoMessage ValueInfo(string name, OnnxType type, ReadOnlySpan<OnnxDim> dims)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var shape = new ProtoMessage();
        foreach (var dim in dims)
        {
            var message = new ProtoMessage();
            if (dim.Symbol is { } symbol)
            {
                message.Text(OnnxFields.DimSymbol, symbol);
            }
            else
            {
                message.Varint(OnnxFields.DimLength, dim.Length);
            }

            shape.Message(OnnxFields.ShapeDim, message);
        }

        var tensor = new ProtoMessage();
        tensor.Varint(OnnxFields.TensorTypeElement, (int)type);
        tensor.Message(OnnxFields.TensorTypeShape, shape);
        var typeMessage = new ProtoMessage();
        typeMessage.Message(OnnxFields.TypeTensor, tensor);
        var info = new ProtoMessage();
        info.Text(OnnxFields.ValueName, name);
        info.Message(OnnxFields.ValueType, typeMessage);
        return info;
    }

    private OnnxModelBuilder Initializer(string name, OnnxType type, int count, byte[] raw, ReadOnlySpan<long> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var elements = 1L;
        foreach (var length in shape)
        {
            elements *= length;
        }

        if (elements != count)
        {
            throw new ArgumentException($"Initializer '{name}': the shape holds {elements} elements, {count} were given.", nameof(shape));
        }

        var tensor = new ProtoMessage();
        tensor.PackedVarints(OnnxFields.TensorDims, shape);
        tensor.Varint(OnnxFields.TensorDataType, (int)type);
        tensor.Text(OnnxFields.TensorName, name);
        tensor.Bytes(OnnxFields.TensorRawData, raw);
        _initializers.Add(tensor);
        return this;
    }
}
