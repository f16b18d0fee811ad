using System.Runtime.InteropServices;

namespace Backstay.Hosting.Onnx;

/// <summary>A native object that is released once, after the last user let go of it.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged[Cdecl]<nint, void> _release;

    public OrtHandle(OrtApi api, nint value, OrtFunction release)
        : base(0, ownsHandle: true)
    {
        _release = (delegate* unmanaged[Cdecl]<nint, void>)api[release];
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer, for a call during which the owner keeps this object alive.</summary>
    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        _release(handle);
        return true;
    }
}
