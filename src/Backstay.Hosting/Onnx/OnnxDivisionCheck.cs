using System.Collections.Frozen;
using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Hosting.Onnx;

/// <summary>
/// Refuses divisions of whole numbers by values that a caller can choose. The smallest number divided by -1 raises a
/// hardware trap inside the native library, and a trap ends the process: one request would take every model down.
/// A division passes when one operand is known to be floating point, or its divisor is a constant without 0 and -1.
/// Runs after <see cref="OnnxFileWalk"/>, over a file whose structure is whole.
/// </summary>
internal sealed class OnnxDivisionCheck
{
    // Operators of the default domain whose first output has the element type of their first input.
    private static readonly FrozenSet<string> Preserving = FrozenSet.ToFrozenSet(
    [
        "Abs", "Add", "AveragePool", "BatchNormalization", "Ceil", "Clip", "Concat", "Conv", "ConvTranspose", "CumSum", "Div",
        "Dropout", "Einsum", "Elu", "Erf", "Exp", "Expand", "Flatten", "Floor", "GRU", "Gather", "GatherElements", "GatherND", "Gelu", "Gemm",
        "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization", "LSTM", "LayerNormalization",
        "LeakyRelu", "Log", "LogSoftmax", "LpNormalization", "MatMul", "Max", "MaxPool", "Mean", "Min", "Mish", "Mul", "Neg", "PRelu", "Pad",
        "Pow", "RNN", "Reciprocal", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
        "ReduceProd", "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Resize", "Round", "ScatterElements", "ScatterND", "Selu", "Sigmoid",
        "Sign", "Sin", "Cos", "Slice", "Softmax", "Softplus", "Softsign", "Split", "Sqrt", "Squeeze", "Sub", "Sum", "Tanh", "Tile", "TopK",
        "Transpose", "Trilu", "Unsqueeze", "Upsample",
    ], StringComparer.Ordinal);

    private readonly Dictionary<string, OnnxValueKind> _kinds = new(StringComparer.Ordinal);

    public Problem? Model(ReadOnlySpan<byte> model)
    {
        const int GraphField = 7;
        const int FunctionField = 25;
        const int FunctionNode = 7;
        const int FunctionDomain = 10;
        var reader = new ProtoFields(model);
        while (reader.Next())
        {
            var problem = reader.Field switch
            {
                GraphField => Graph(reader.Value),
                FunctionField when OnnxConstant.IsDefaultDomain(OnnxConstant.Field(reader.Value, FunctionDomain)) =>
                    Problem.Invalid("model", "A function of the model takes the place of a standard operator."),
                FunctionField => Nodes(reader.Value, FunctionNode),
                _ => null,
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private Problem? Graph(ReadOnlySpan<byte> graph)
    {
        const int Node = 1;
        const int Initializer = 5;
        const int Input = 11;
        var reader = new ProtoFields(graph);
        while (reader.Next())
        {
            if (reader.Type == ProtoFields.Bytes && reader.Field == Initializer)
            {
                var (name, kind) = OnnxConstant.Read(reader.Value);
                Declare(name, kind);
            }
            else if (reader.Type == ProtoFields.Bytes && reader.Field == Input)
            {
                var (name, kind) = OnnxConstant.ReadInput(reader.Value);
                Declare(name, kind);
            }
        }

        return Nodes(graph, Node);
    }

    /// <summary>A name declared twice with different kinds is of no known kind.</summary>
    private void Declare(string name, OnnxValueKind kind) =>
        _kinds[name] = _kinds.TryGetValue(name, out var earlier) && earlier != kind ? OnnxValueKind.Unknown : kind;

    private Problem? Nodes(ReadOnlySpan<byte> owner, int nodeField)
    {
        var reader = new ProtoFields(owner);
        while (reader.Next())
        {
            if (reader.Type == ProtoFields.Bytes && reader.Field == nodeField && Node(reader.Value) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private Problem? Node(ReadOnlySpan<byte> bytes)
    {
        var inputs = new List<string>();
        var outputs = new List<string>();
        var operation = string.Empty;
        var isStandard = true;
        var constant = OnnxValueKind.Unknown;
        var attributes = 0;
        var reader = new ProtoFields(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    inputs.Add(Encoding.UTF8.GetString(reader.Value));
                    break;
                case 2:
                    outputs.Add(Encoding.UTF8.GetString(reader.Value));
                    break;
                case 4:
                    operation = Encoding.UTF8.GetString(reader.Value);
                    break;
                case 5:
                    attributes++;
                    constant = OnnxConstant.ReadAttribute(reader.Value, out var graph);
                    if (!graph.IsEmpty && Graph(graph) is { } inner)
                    {
                        return inner;
                    }

                    break;
                case 7:
                    isStandard = OnnxConstant.IsDefaultDomain(reader.Value);
                    break;
            }
        }

        if (operation is "Div" or "Mod" && !IsSafe(inputs))
        {
            return Problem.Refused(
                "unsafe-division",
                $"A {operation} of the model may divide whole numbers by a value from the request; that can stop the whole process.",
                "Divide in floating point, or by a constant other than 0 and -1.") with
            { Field = "model" };
        }

        var kind = !isStandard ? OnnxValueKind.Unknown
            : operation is "Cast" or "Constant" ? (attributes == 1 ? constant : OnnxValueKind.Unknown)
            : Preserving.Contains(operation) && inputs.Count > 0 && KindOf(inputs[0]) == OnnxValueKind.Floating ? OnnxValueKind.Floating
            : OnnxValueKind.Unknown;
        for (var i = 0; i < outputs.Count; i++)
        {
            Declare(outputs[i], i == 0 || operation is "Split" ? kind : OnnxValueKind.Unknown);
        }

        return null;
    }

    private bool IsSafe(List<string> inputs) => inputs.Count == 2
        && (KindOf(inputs[0]) == OnnxValueKind.Floating || KindOf(inputs[1]) is OnnxValueKind.Floating or OnnxValueKind.SafeDivisor);

    private OnnxValueKind KindOf(string name) => _kinds.GetValueOrDefault(name);
}
