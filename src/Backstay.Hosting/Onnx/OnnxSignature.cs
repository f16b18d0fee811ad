using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Onnx;

/// <summary>What a session takes and gives, with the names as the native side wants them.</summary>
internal sealed unsafe class OnnxSignature
{
    private const int TensorKind = 1;

    private readonly byte[][] _inputNames;
    private readonly byte[][] _outputNames;

    private OnnxSignature(ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        _inputNames = [.. inputs.Select(Pinned)];
        _outputNames = [.. outputs.Select(Pinned)];
    }

    public ImmutableArray<TensorSpec> Inputs { get; }

    public ImmutableArray<TensorSpec> Outputs { get; }

    public static Result<OnnxSignature> Read(OrtApi api, nint session)
    {
        if (!ReadAll(api, session, output: false).TryGet(out var inputs, out var problem)
            || !ReadAll(api, session, output: true).TryGet(out var outputs, out problem))
        {
            return problem;
        }

        return outputs.Length == 0
            ? Problem.Invalid("model.outputs", "A model has at least one output.")
            : new OnnxSignature(inputs, outputs);
    }

    /// <summary>The name of an input, zero-terminated. It stays in place as long as this object lives.</summary>
    public byte* InputName(int index) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_inputNames[index], 0);

    public byte* OutputName(int index) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_outputNames[index], 0);

    private static byte[] Pinned(TensorSpec spec)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(spec.Name) + 1, pinned: true);
        Encoding.UTF8.GetBytes(spec.Name, bytes);
        return bytes;
    }

    private static Result<ImmutableArray<TensorSpec>> ReadAll(OrtApi api, nint session, bool output)
    {
        var list = output ? "outputs" : "inputs";
        var count = api.Get(output ? OrtFunction.SessionGetOutputCount : OrtFunction.SessionGetInputCount, session);
        if (count > OipLimits.MaxTensors)
        {
            return Problem.Invalid($"model.{list}", $"A model has at most {OipLimits.MaxTensors} {list}, not {count}.");
        }

        var specs = ImmutableArray.CreateBuilder<TensorSpec>((int)count);
        for (nuint i = 0; i < (nuint)count; i++)
        {
            if (!ReadOne(api, session, output, i, $"model.{list}[{i}]").TryGet(out var spec, out var problem))
            {
                return problem;
            }

            specs.Add(spec);
        }

        return specs.MoveToImmutable();
    }

    private static Result<TensorSpec> ReadOne(OrtApi api, nint session, bool output, nuint index, string field)
    {
        var name = ReadName(api, session, output, index);
        nint type;
        api.Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)api[
            output ? OrtFunction.SessionGetOutputTypeInfo : OrtFunction.SessionGetInputTypeInfo])(session, index, &type));
        using var handle = new OrtHandle(api, type, OrtFunction.ReleaseTypeInfo);
        if (api.GetInt(OrtFunction.GetOnnxTypeFromTypeInfo, type) != TensorKind)
        {
            return Problem.Invalid(field, $"'{name}' is not a tensor.", "Export the model with tensors only (no sequences and maps).");
        }

        var tensor = api.Get(OrtFunction.CastTypeInfoToTensorInfo, type);
        var element = api.GetInt(OrtFunction.GetTensorElementType, tensor);
        var rank = api.Get(OrtFunction.GetDimensionsCount, tensor);
        if (OrtElement.From(element) is not { } known || rank > OipLimits.MaxRank)
        {
            return Problem.Invalid(field, $"'{name}' has an element type or a number of dimensions that the protocol does not know.");
        }

        Span<long> shape = stackalloc long[(int)rank];
        fixed (long* lengths = shape)
        {
            api.Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)api[OrtFunction.GetDimensions])(tensor, lengths, (nuint)rank));
        }

        return TensorSpec.Create(name, known, shape, field);
    }

    private static string ReadName(OrtApi api, nint session, bool output, nuint index)
    {
        var allocator = api.Create(OrtFunction.GetAllocatorWithDefaultOptions);
        nint text;
        api.Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint, nint*, nint>)api[
            output ? OrtFunction.SessionGetOutputName : OrtFunction.SessionGetInputName])(session, index, allocator, &text));
        var name = Marshal.PtrToStringUTF8(text) ?? string.Empty;
        api.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint>)api[OrtFunction.AllocatorFree])(allocator, text));
        return name;
    }
}
