using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Onnx;

/// <summary>
/// The native tensors of one run. Inputs are views of the caller's memory, pinned for the run; outputs are copied out.
/// Everything is let go in <see cref="Dispose"/>, however the run ended.
/// </summary>
internal sealed unsafe class OrtValues : IDisposable
{
    private readonly OrtApi _api;
    private readonly MemoryHandle[] _pins;
    private int _added;

    public OrtValues(OrtApi api, int inputs, int outputs)
    {
        _api = api;
        _pins = new MemoryHandle[inputs];
        Inputs = new nint[inputs];
        Outputs = new nint[outputs];
    }

    public nint[] Inputs { get; }

    /// <summary>Zero before the run: the native side then makes the values.</summary>
    public nint[] Outputs { get; }

    public Problem? AddInput(nint memory, Tensor tensor, string field)
    {
        if (tensor is Tensor<string> texts)
        {
            return AddText(texts, field);
        }

        var bytes = (nuint)((long)tensor.Count * tensor.Type.ElementSize());
        _pins[_added] = Pin(tensor);

        // An empty tensor has no memory of its own, and the native side takes no null.
        long nothing = 0;
        var data = bytes == 0 ? &nothing : _pins[_added].Pointer;
        nint value;
        fixed (long* shape = tensor.Shape.AsSpan())
        {
            _api.Check(((delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)_api[
                OrtFunction.CreateTensorWithDataAsOrtValue])(
                memory, data, bytes, shape, (nuint)tensor.Shape.Length, OrtElement.Of(tensor.Type), &value));
        }

        Inputs[_added++] = value;
        return null;
    }

    public Result<ImmutableArray<Tensor>> ReadOutputs(ImmutableArray<TensorSpec> specs, ReadOnlySpan<int> places)
    {
        var tensors = ImmutableArray.CreateBuilder<Tensor>(places.Length);
        for (var i = 0; i < places.Length; i++)
        {
            if (!ReadOutput(Outputs[i], specs[places[i]].Name, $"outputs[{i}]").TryGet(out var tensor, out var problem))
            {
                return problem;
            }

            tensors.Add(tensor);
        }

        return tensors.MoveToImmutable();
    }

    public void Dispose()
    {
        foreach (var value in Inputs)
        {
            Release(value);
        }

        foreach (var value in Outputs)
        {
            Release(value);
        }

        foreach (var pin in _pins)
        {
            pin.Dispose();
        }
    }

    private static MemoryHandle Pin(Tensor tensor) => tensor switch
    {
        Tensor<float> t => t.Data.Pin(),
        Tensor<double> t => t.Data.Pin(),
        Tensor<long> t => t.Data.Pin(),
        Tensor<int> t => t.Data.Pin(),
        Tensor<bool> t => t.Data.Pin(),
        Tensor<Half> t => t.Data.Pin(),
        Tensor<byte> t => t.Data.Pin(),
        Tensor<sbyte> t => t.Data.Pin(),
        Tensor<short> t => t.Data.Pin(),
        Tensor<ushort> t => t.Data.Pin(),
        Tensor<uint> t => t.Data.Pin(),
        Tensor<ulong> t => t.Data.Pin(),
        _ => throw new UnreachableException($"Unknown tensor type {tensor.Type}."),
    };

    private void Release(nint value)
    {
        if (value != 0)
        {
            _api.Release(OrtFunction.ReleaseValue, value);
        }
    }

    private Problem? AddText(Tensor<string> tensor, string field)
    {
        var texts = tensor.Data.Span;
        foreach (var text in texts)
        {
            // The native side takes zero-terminated text.
            if (text is null || text.Contains('\0', StringComparison.Ordinal))
            {
                return Problem.Invalid(field, "A text holds no zero character.");
            }
        }

        var allocator = _api.Create(OrtFunction.GetAllocatorWithDefaultOptions);
        nint value;
        fixed (long* shape = tensor.Shape.AsSpan())
        {
            _api.Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, int, nint*, nint>)_api[OrtFunction.CreateTensorAsOrtValue])(
                allocator, shape, (nuint)tensor.Shape.Length, OrtElement.Text, &value));
        }

        Inputs[_added++] = value;
        var pointers = new nint[texts.Length];
        try
        {
            for (var i = 0; i < pointers.Length; i++)
            {
                pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
            }

            fixed (nint* first = pointers)
            {
                _api.Check(((delegate* unmanaged[Cdecl]<nint, nint*, nuint, nint>)_api[OrtFunction.FillStringTensor])(
                    value, first, (nuint)pointers.Length));
            }
        }
        finally
        {
            foreach (var pointer in pointers)
            {
                Marshal.FreeCoTaskMem(pointer);
            }
        }

        return null;
    }

    private Result<Tensor> ReadOutput(nint value, string name, string field)
    {
        if (value == 0 || _api.GetInt(OrtFunction.IsTensor, value) == 0)
        {
            return Problem.Refused("model-failed", $"The model gave no tensor for '{name}'.") with { Field = field };
        }

        using var info = new OrtHandle(_api, _api.Get(OrtFunction.GetTensorTypeAndShape, value), OrtFunction.ReleaseTensorTypeAndShapeInfo);
        var element = OrtElement.From(_api.GetInt(OrtFunction.GetTensorElementType, info.Value));
        var rank = (int)_api.Get(OrtFunction.GetDimensionsCount, info.Value);
        if (element is not { } type || rank > OipLimits.MaxRank)
        {
            return Problem.Refused("model-failed", $"The model gave '{name}' in a form that the protocol does not know.") with { Field = field };
        }

        Span<long> shape = stackalloc long[rank];
        fixed (long* lengths = shape)
        {
            _api.Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)_api[OrtFunction.GetDimensions])(info.Value, lengths, (nuint)rank));
        }

        if (!TensorShape.TryCount(shape, OipLimits.MaxElements, out var count))
        {
            return Problem.Refused("model-failed", $"The model gave {TensorShape.ToText(shape)} for '{name}'; at most {OipLimits.MaxElements} elements are read.") with { Field = field };
        }

        return type == TensorType.Bytes
            ? Tensor.Of(name, shape, ReadTexts(value, count))
            : Copy(name, type, shape, count, (void*)_api.Get(OrtFunction.GetTensorMutableData, value));
    }

    private static Tensor Copy(string name, TensorType type, ReadOnlySpan<long> shape, int count, void* data) => type switch
    {
        TensorType.Bool => Tensor.Of(name, shape, new ReadOnlySpan<bool>(data, count).ToArray()),
        TensorType.UInt8 => Tensor.Of(name, shape, new ReadOnlySpan<byte>(data, count).ToArray()),
        TensorType.UInt16 => Tensor.Of(name, shape, new ReadOnlySpan<ushort>(data, count).ToArray()),
        TensorType.UInt32 => Tensor.Of(name, shape, new ReadOnlySpan<uint>(data, count).ToArray()),
        TensorType.UInt64 => Tensor.Of(name, shape, new ReadOnlySpan<ulong>(data, count).ToArray()),
        TensorType.Int8 => Tensor.Of(name, shape, new ReadOnlySpan<sbyte>(data, count).ToArray()),
        TensorType.Int16 => Tensor.Of(name, shape, new ReadOnlySpan<short>(data, count).ToArray()),
        TensorType.Int32 => Tensor.Of(name, shape, new ReadOnlySpan<int>(data, count).ToArray()),
        TensorType.Int64 => Tensor.Of(name, shape, new ReadOnlySpan<long>(data, count).ToArray()),
        TensorType.Fp16 => Tensor.Of(name, shape, new ReadOnlySpan<Half>(data, count).ToArray()),
        TensorType.Fp32 => Tensor.Of(name, shape, new ReadOnlySpan<float>(data, count).ToArray()),
        TensorType.Fp64 => Tensor.Of(name, shape, new ReadOnlySpan<double>(data, count).ToArray()),
        _ => throw new UnreachableException($"Unknown tensor type {type}."),
    };

    private string[] ReadTexts(nint value, int count)
    {
        var length = (int)_api.Get(OrtFunction.GetStringTensorDataLength, value);
        var content = new byte[Math.Max(length, 1)];
        var offsets = new nuint[Math.Max(count, 1)];
        fixed (byte* bytes = content)
        fixed (nuint* starts = offsets)
        {
            _api.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nuint*, nuint, nint>)_api[OrtFunction.GetStringTensorContent])(
                value, bytes, (nuint)length, starts, (nuint)count));
        }

        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            var start = (int)offsets[i];
            var end = i + 1 < count ? (int)offsets[i + 1] : length;
            texts[i] = Encoding.UTF8.GetString(content, start, end - start);
        }

        return texts;
    }
}
