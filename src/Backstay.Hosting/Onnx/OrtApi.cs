using System.Runtime.InteropServices;
using Backstay.Core.Primitives;

namespace Backstay.Hosting.Onnx;

/// <summary>The loaded native library: its function table, and the reading of its status objects.</summary>
internal sealed unsafe class OrtApi
{
    /// <summary>The oldest table version that holds everything used here; newer libraries keep serving it.</summary>
    private const uint ApiVersion = 14;
    private const int MaxMessageLength = 400;

    private readonly nint* _table;

    private OrtApi(nint* table, string version)
    {
        _table = table;
        Version = version;
    }

    /// <summary>Version of the library: <c>1.30.0</c>.</summary>
    public string Version { get; }

    /// <summary>The function at a place of the table.</summary>
    public nint this[OrtFunction function] => _table[(int)function];

    public static Result<OrtApi> Load(string path)
    {
        const string Hint = "Reinstall it with 'npm ci --ignore-scripts'.";
        if (!NativeLibrary.TryLoad(path, out var library))
        {
            return Problem.Unavailable("onnxruntime-unusable", $"The library '{path}' can't be loaded on this machine.", Hint);
        }

        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var export))
        {
            return Problem.Unavailable("onnxruntime-unusable", $"The library '{path}' is not ONNX Runtime.", Hint);
        }

        var functions = (nint*)((delegate* unmanaged[Cdecl]<nint>)export)();
        var table = ((delegate* unmanaged[Cdecl]<uint, nint>)functions[0])(ApiVersion);
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)functions[1])()) ?? "unknown";
        return table == 0
            ? Problem.Unavailable("onnxruntime-unusable", $"ONNX Runtime {version} is too old: version {ApiVersion} of its API is needed.", Hint)
            : new OrtApi((nint*)table, version);
    }

    /// <summary>The message of a status object, which is released; null for success.</summary>
    public OrtError? Take(nint status)
    {
        if (status == 0)
        {
            return null;
        }

        var code = ((delegate* unmanaged[Cdecl]<nint, int>)this[OrtFunction.GetErrorCode])(status);
        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)this[OrtFunction.GetErrorMessage])(status)) ?? string.Empty;
        ((delegate* unmanaged[Cdecl]<nint, void>)this[OrtFunction.ReleaseStatus])(status);
        text = text.ReplaceLineEndings(" ").Trim();
        return new OrtError(code, text.Length > MaxMessageLength ? text[..MaxMessageLength] : text);
    }

    /// <summary>For calls that fail only by a bug of ours or for want of memory.</summary>
    public void Check(nint status)
    {
        if (Take(status) is { } error)
        {
            throw new OrtException(error.Message);
        }
    }

    /// <summary>Calls a function that makes one object and takes nothing.</summary>
    public nint Create(OrtFunction function)
    {
        nint made;
        Check(((delegate* unmanaged[Cdecl]<nint*, nint>)this[function])(&made));
        return made;
    }

    /// <summary>Calls a function that reads one pointer-sized value of an object.</summary>
    public nint Get(OrtFunction function, nint from)
    {
        nint value = 0;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)this[function])(from, &value));
        return value;
    }

    /// <summary>Calls a function that reads one 32-bit value of an object.</summary>
    public int GetInt(OrtFunction function, nint from)
    {
        var value = 0;
        Check(((delegate* unmanaged[Cdecl]<nint, int*, nint>)this[function])(from, &value));
        return value;
    }

    public void Release(OrtFunction function, nint value) => ((delegate* unmanaged[Cdecl]<nint, void>)this[function])(value);
}
