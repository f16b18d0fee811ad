using System.Runtime.InteropServices;
using Backstay.Core.Primitives;

namespace Backstay.Hosting.Onnx;

/// <summary>
/// ONNX Runtime through its C API. There is one a process, and it lives as long: the native environment is shared by all
/// sessions and may not go before any of them. Thread safe.
/// </summary>
public sealed unsafe class OnnxModelRuntime : IModelRuntime
{
    private const int LogFatalOnly = 4;
    private const int DeviceAllocator = 0;
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;
    private const nuint SameAsRequested = 1;
    private const nuint InitialChunkBytes = 64 * 1024;

    private static readonly Lock Gate = new();
    private static OnnxModelRuntime? _instance;

    private readonly OrtApi _api;
    private readonly long _maxTensorBytes;

    // Released never, see above.
    private readonly nint _environment;
    private readonly nint _memory;
    private readonly nint _options;

    private OnnxModelRuntime(OrtApi api, long maxTensorBytes)
    {
        _api = api;
        _maxTensorBytes = maxTensorBytes;
        _environment = CreateEnvironment(api);
        _memory = CreateMemoryInfo(api, DeviceAllocator);
        CapMemory(api, _environment, maxTensorBytes);
        _options = CreateOptions(api);
    }

    public string Name => $"onnxruntime {_api.Version}";

    public string Platform => "onnxruntime_onnx";

    /// <summary>
    /// The process's runtime, made at the first call. A problem says what is missing and how to get it, or that the runtime
    /// exists already with other options.
    /// </summary>
    public static Result<OnnxModelRuntime> Create(OnnxRuntimeOptions options)
    {
        lock (Gate)
        {
            if (_instance is null)
            {
                if (!OnnxRuntimeLocator.Locate().Then(OrtApi.Load).TryGet(out var api, out var problem))
                {
                    return problem;
                }

                _instance = new OnnxModelRuntime(api, options.MaxTensorBytes);
            }

            return _instance._maxTensorBytes == options.MaxTensorBytes
                ? _instance
                : Problem.Conflict("onnxruntime-configured", "ONNX Runtime runs in this process with another memory limit.");
        }
    }

    public Result<IModelSession> Load(ReadOnlySpan<byte> model)
    {
        if (OnnxFileCheck.Check(model) is { } problem)
        {
            return problem;
        }

        nint session;
        OrtError? error;
        fixed (byte* bytes = model)
        {
            error = _api.Take(((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint>)_api[OrtFunction.CreateSessionFromArray])(
                _environment, bytes, (nuint)model.Length, _options, &session));
        }

        if (error is not null)
        {
            return Problem.Invalid("model", $"ONNX Runtime refused the file: {error.Message}");
        }

        var handle = new OrtHandle(_api, session, OrtFunction.ReleaseSession);
        var described = OnnxSignature.Read(_api, session);
        if (!described.TryGet(out var signature, out var unsupported))
        {
            handle.Dispose();
            return unsupported;
        }

        return new OnnxModelSession(_api, handle, _memory, signature);
    }

    private static nint CreateEnvironment(OrtApi api)
    {
        nint environment;
        fixed (byte* id = "backstay\0"u8)
        {
            api.Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)api[OrtFunction.CreateEnv])(LogFatalOnly, id, &environment));
        }

        api.Check(((delegate* unmanaged[Cdecl]<nint, nint>)api[OrtFunction.DisableTelemetryEvents])(environment));
        return environment;
    }

    private static nint CreateMemoryInfo(OrtApi api, int allocator)
    {
        nint memory;
        api.Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)api[OrtFunction.CreateCpuMemoryInfo])(allocator, DefaultMemory, &memory));
        return memory;
    }

    /// <summary>One arena for all sessions, with an upper bound: a graph can ask for terabytes in a few bytes.</summary>
    private static void CapMemory(OrtApi api, nint environment, long maxBytes)
    {
        nint arena;
        fixed (byte* maxMem = "max_mem\0"u8, strategy = "arena_extend_strategy\0"u8, chunk = "initial_chunk_size_bytes\0"u8)
        {
            var keys = stackalloc byte*[] { maxMem, strategy, chunk };
            var values = stackalloc nuint[] { (nuint)maxBytes, SameAsRequested, InitialChunkBytes };
            api.Check(((delegate* unmanaged[Cdecl]<byte**, nuint*, nuint, nint*, nint>)api[OrtFunction.CreateArenaCfgV2])(keys, values, 3, &arena));
        }

        using var config = new OrtHandle(api, arena, OrtFunction.ReleaseArenaCfg);
        using var memory = new OrtHandle(api, CreateMemoryInfo(api, ArenaAllocator), OrtFunction.ReleaseMemoryInfo);
        api.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)api[OrtFunction.CreateAndRegisterAllocator])(environment, memory.Value, config.Value));
    }

    private static nint CreateOptions(OrtApi api)
    {
        var options = api.Create(OrtFunction.CreateSessionOptions);

        // One thread a run: its CPU time is then that of the calling thread, and versions can't take cores from each other.
        api.Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)api[OrtFunction.SetIntraOpNumThreads])(options, 1));
        api.Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)api[OrtFunction.SetInterOpNumThreads])(options, 1));
        api.Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)api[OrtFunction.SetSessionLogSeverityLevel])(options, LogFatalOnly));

        // Memory patterns are kept for every shape ever seen: callers choose batch sizes, so that would grow without bound.
        api.Check(((delegate* unmanaged[Cdecl]<nint, nint>)api[OrtFunction.DisableMemPattern])(options));
        Configure(api, options, "session.use_env_allocators", "1");
        Configure(api, options, "session.load_model_format", "ONNX");

        // Weights come and go with their model; from the shared arena they would never go back to the system.
        Configure(api, options, "session.use_device_allocator_for_initializers", "1");
        Configure(api, options, "session.intra_op.allow_spinning", "0");
        return options;
    }

    private static void Configure(OrtApi api, nint options, string key, string value)
    {
        var keyBytes = Marshal.StringToCoTaskMemUTF8(key);
        var valueBytes = Marshal.StringToCoTaskMemUTF8(value);
        try
        {
            api.Check(((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)api[OrtFunction.AddSessionConfigEntry])(options, keyBytes, valueBytes));
        }
        finally
        {
            Marshal.FreeCoTaskMem(keyBytes);
            Marshal.FreeCoTaskMem(valueBytes);
        }
    }
}
