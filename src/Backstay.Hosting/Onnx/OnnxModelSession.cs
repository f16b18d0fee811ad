using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Onnx;

/// <summary>A session of ONNX Runtime.</summary>
internal sealed unsafe class OnnxModelSession : IModelSession
{
    private readonly OrtApi _api;
    private readonly OrtHandle _session;
    private readonly nint _memory;
    private readonly OnnxSignature _signature;
    private volatile bool _disposed;

    public OnnxModelSession(OrtApi api, OrtHandle session, nint memory, OnnxSignature signature)
    {
        _api = api;
        _session = session;
        _memory = memory;
        _signature = signature;
    }

    public ImmutableArray<TensorSpec> Inputs => _signature.Inputs;

    public ImmutableArray<TensorSpec> Outputs => _signature.Outputs;

    public Result<ImmutableArray<Tensor>> Run(InferenceRequest request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();

        // The handle alone would let new runs in for as long as old ones overlap.
        ObjectDisposedException.ThrowIf(_disposed, this);
        Span<int> inputs = stackalloc int[Inputs.Length];
        if (RequestCheck.MatchInputs(Inputs, request.Inputs, inputs) is { } badInput)
        {
            return badInput;
        }

        Span<int> outputs = stackalloc int[Math.Max(Outputs.Length, request.Outputs.Length)];
        if (RequestCheck.MatchOutputs(Outputs, request.Outputs, ref outputs) is { } badOutput)
        {
            return badOutput;
        }

        var held = false;
        try
        {
            _session.DangerousAddRef(ref held);
            return RunHeld(request.Inputs, inputs, outputs, ct);
        }
        finally
        {
            if (held)
            {
                _session.DangerousRelease();
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _session.Dispose();
    }

    private Result<ImmutableArray<Tensor>> RunHeld(
        ImmutableArray<Tensor> tensors, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, CancellationToken ct)
    {
        using var values = new OrtValues(_api, inputs.Length, outputs.Length);
        var inputNames = stackalloc byte*[inputs.Length];
        var outputNames = stackalloc byte*[outputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputNames[i] = _signature.InputName(i);
            if (values.AddInput(_memory, tensors[inputs[i]], $"inputs[{inputs[i]}].data") is { } problem)
            {
                return problem;
            }
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            outputNames[i] = _signature.OutputName(outputs[i]);
        }

        if (Call(values, inputNames, outputNames, ct) is { } error)
        {
            ct.ThrowIfCancellationRequested();
            return error.Code == OrtError.InvalidArgument
                ? Problem.Invalid("inputs", $"The model does not take these tensors: {error.Message}")
                : Problem.Refused("model-failed", $"The model failed: {error.Message}");
        }

        // The names handed to the native side are arrays of the signature.
        GC.KeepAlive(_signature);
        return values.ReadOutputs(Outputs, outputs);
    }

    private OrtError? Call(OrtValues values, byte** inputNames, byte** outputNames, CancellationToken ct)
    {
        if (!ct.CanBeCanceled)
        {
            return Call(values, inputNames, outputNames, 0);
        }

        using var options = new OrtHandle(_api, _api.Create(OrtFunction.CreateRunOptions), OrtFunction.ReleaseRunOptions);

        // Disposing the registration waits for a callback under way, so the options outlive it.
        using var registration = ct.UnsafeRegister(
            static state =>
            {
                var (api, handle) = ((OrtApi, OrtHandle))state!; // the pair handed in below
                api.Check(((delegate* unmanaged[Cdecl]<nint, nint>)api[OrtFunction.RunOptionsSetTerminate])(handle.Value));
            },
            (_api, options));
        return Call(values, inputNames, outputNames, options.Value);
    }

    private OrtError? Call(OrtValues values, byte** inputNames, byte** outputNames, nint options)
    {
        fixed (nint* inputs = values.Inputs, outputs = values.Outputs)
        {
            return _api.Take(((delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_api[OrtFunction.Run])(
                _session.Value, options, inputNames, inputs, (nuint)values.Inputs.Length, outputNames, (nuint)values.Outputs.Length, outputs));
        }
    }
}
