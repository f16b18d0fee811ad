using Backstay.Hosting.Onnx;

namespace Backstay.Bench.Benches.Host;

/// <summary>
/// ONNX Runtime by itself: one session with one thread, one input that is made once, and a run whose output is let go. The least
/// that anybody could call it with.
/// </summary>
internal sealed unsafe class BareModel
{
    private const int FloatElement = 1;
    private static readonly byte[] InputName = "x\0"u8.ToArray();
    private static readonly byte[] OutputName = "y\0"u8.ToArray();

    private readonly OrtApi _api = OrtApi.Load(OnnxRuntimeLocator.Locate().Value).Value;
    private readonly float[] _data;
    private readonly nint _session;
    private readonly nint _input;

    /// <param name="rows">Of the input, which has one column for each number of a row in <paramref name="data"/>.</param>
    public BareModel(ReadOnlySpan<byte> model, float[] data, int rows)
    {
        // Lives as long as the process, as do its native parts.
        _data = GC.AllocateArray<float>(data.Length, pinned: true);
        data.CopyTo(_data, 0);
        nint environment, memory, session, input;
        fixed (byte* id = "bare\0"u8)
        {
            _api.Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)_api[OrtFunction.CreateEnv])(4, id, &environment));
        }

        var options = _api.Create(OrtFunction.CreateSessionOptions);
        _api.Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)_api[OrtFunction.SetIntraOpNumThreads])(options, 1));
        fixed (byte* bytes = model)
        {
            _api.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint>)_api[OrtFunction.CreateSessionFromArray])(
                environment, bytes, (nuint)model.Length, options, &session));
        }

        _api.Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)_api[OrtFunction.CreateCpuMemoryInfo])(0, 0, &memory));
        var shape = stackalloc long[] { rows, data.Length / rows };
        fixed (float* first = _data)
        {
            _api.Check(((delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)_api[OrtFunction.CreateTensorWithDataAsOrtValue])(
                memory, first, (nuint)data.Length * sizeof(float), shape, 2, FloatElement, &input));
        }

        (_session, _input) = (session, input);
    }

    public void Run()
    {
        fixed (byte* inputName = InputName, outputName = OutputName)
        {
            var (input, output) = (_input, (nint)0);
            byte* inputs = inputName, outputs = outputName;
            _api.Check(((delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)_api[OrtFunction.Run])(
                _session, 0, &inputs, &input, 1, &outputs, 1, &output));
            _api.Release(OrtFunction.ReleaseValue, output);
        }
    }
}
