using Backstay.Core.Primitives;

namespace Backstay.Hosting.Onnx;

/// <summary>One walk over one file, by the field numbers of the ONNX format.</summary>
internal sealed class OnnxFileWalk(int fileLength)
{
    private int _parts;
    private bool _hasGraph;

    /// <summary>A file of unknown fields only is well formed, but no model.</summary>
    public Problem? Missing() => _hasGraph ? null : Problem.Invalid("model", "The file holds no ONNX graph.");

    public Problem? Message(ReadOnlySpan<byte> bytes, OnnxPart part, int depth)
    {
        if (depth > OnnxFileCheck.MaxDepth * 3)
        {
            return Problem.Invalid("model", $"The graphs of a model nest at most {OnnxFileCheck.MaxDepth} deep.");
        }

        if (++_parts > OnnxFileCheck.MaxParts)
        {
            return Problem.Invalid("model", $"A model has at most {OnnxFileCheck.MaxParts} nodes and tensors.");
        }

        var reader = new ProtoFields(bytes);
        var elements = 1.0;
        while (reader.Next())
        {
            if (reader.Type == ProtoFields.Bytes && Inner(part, reader.Field) is var inner and not OnnxPart.None)
            {
                _hasGraph |= part == OnnxPart.Model && inner == OnnxPart.Graph;
                if (Message(reader.Value, inner, depth + 1) is { } problem)
                {
                    return problem;
                }
            }
            else if (part == OnnxPart.Tensor && TensorField(ref reader, ref elements) is { } problem)
            {
                return problem;
            }
        }

        // Packed integers take a byte or more, packed half-bytes hold two elements.
        if (part == OnnxPart.Tensor && elements > 2.0 * fileLength)
        {
            return Problem.Invalid("model", $"A tensor claims {elements:0} elements, more than the file holds.");
        }

        return reader.IsBroken ? Problem.Invalid("model", "The file is not an ONNX model: its structure is broken or cut short.") : null;
    }

    private static OnnxPart Inner(OnnxPart part, int field) => (part, field) switch
    {
        (OnnxPart.Model, 7) => OnnxPart.Graph,
        (OnnxPart.Model, 20) => OnnxPart.Training,
        (OnnxPart.Model, 25) => OnnxPart.Function,
        (OnnxPart.Training, 1 or 2) => OnnxPart.Graph,
        (OnnxPart.Function, 7) => OnnxPart.Node,
        (OnnxPart.Function, 11) => OnnxPart.Attribute,
        (OnnxPart.Graph, 1) => OnnxPart.Node,
        (OnnxPart.Graph, 5) => OnnxPart.Tensor,
        (OnnxPart.Graph, 15) => OnnxPart.SparseTensor,
        (OnnxPart.Node, 5) => OnnxPart.Attribute,
        (OnnxPart.Attribute, 5 or 10) => OnnxPart.Tensor,
        (OnnxPart.Attribute, 6 or 11) => OnnxPart.Graph,
        (OnnxPart.Attribute, 22 or 23) => OnnxPart.SparseTensor,
        (OnnxPart.SparseTensor, 1 or 2) => OnnxPart.Tensor,
        _ => OnnxPart.None,
    };

    private static Problem? TensorField(ref ProtoFields reader, ref double elements)
    {
        const int Dims = 1;
        const int ExternalData = 13;
        const int DataLocation = 14;
        switch (reader.Field)
        {
            case Dims when reader.Type == ProtoFields.Varint:
                return Multiply(reader.Number, ref elements);
            case Dims when reader.Type == ProtoFields.Bytes:
                var packed = new ProtoFields(reader.Value);
                while (packed.NextPacked())
                {
                    if (Multiply(packed.Number, ref elements) is { } problem)
                    {
                        return problem;
                    }
                }

                return packed.IsBroken ? Problem.Invalid("model", "The shape of a tensor is broken.") : null;
            case ExternalData:
            case DataLocation when reader.Type != ProtoFields.Varint || reader.Number != 0:
                return Problem.Refused(
                    "external-data",
                    "The model keeps tensors in other files; no model may name a path on the server.",
                    "Save the model as one file with its weights inside.") with
                { Field = "model" };
            default:
                return null;
        }
    }

    private static Problem? Multiply(ulong length, ref double elements)
    {
        elements *= (long)length;
        return (long)length < 0 ? Problem.Invalid("model", "A tensor has a negative dimension.") : null;
    }
}
