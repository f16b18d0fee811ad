using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Backstay.Core.Primitives;

/// <summary>
/// SHA-256 of what is short, which nearly all of what is hashed here is: leaves and nodes of a tree, sealed texts, commands. The
/// platform's call goes by way of OpenSSL's algorithm-independent interface and costs several times what hashing 64 bytes does;
/// OpenSSL's own SHA-256 beneath it is the same code without the way there. Where it is not to be had, or does not give what
/// the platform's gives, that one is used.
/// </summary>
internal static partial class Sha256
{
    /// <summary>Longer data goes the platform's way: the runtime can't collect while the short way is gone.</summary>
    private const int MaxDirect = 4096;

    private const string Library = "libcrypto.so.3";

    private static readonly bool IsDirect = IsDirectSound();

    /// <param name="data">What to hash.</param>
    /// <param name="to">32 bytes that it is written to.</param>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> to)
    {
        if (IsDirect && data.Length <= MaxDirect)
        {
            HashDirectly(data, to);
        }
        else
        {
            SHA256.HashData(data, to);
        }
    }

    private static void HashDirectly(ReadOnlySpan<byte> data, Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, SHA256.HashSizeInBytes);
        Unsafe.SkipInit(out Context context);
        _ = Init(ref context);
        _ = Update(ref context, in MemoryMarshal.GetReference(data), data.Length);
        _ = Final(ref MemoryMarshal.GetReference(to), ref context);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever keeps it from being called, the platform's way is there.")]
    private static bool IsDirectSound()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return false;
        }

        try
        {
            Span<byte> data = stackalloc byte[200];
            Span<byte> direct = stackalloc byte[SHA256.HashSizeInBytes];
            Span<byte> platform = stackalloc byte[SHA256.HashSizeInBytes];
            for (var length = 0; length <= data.Length; length++)
            {
                HashDirectly(data[..length], direct);
                SHA256.HashData(data[..length], platform);
                if (!direct.SequenceEqual(platform))
                {
                    return false;
                }

                data[..length].Fill((byte)length);
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    // No marshalling, no P/Invoke frame: each call takes a microsecond or two at most, for data is short here, and calls nothing back.
    [DllImport(Library, EntryPoint = "SHA256_Init"), SuppressGCTransition]
    private static extern int Init(ref Context context);

    [DllImport(Library, EntryPoint = "SHA256_Update"), SuppressGCTransition]
    private static extern int Update(ref Context context, ref readonly byte data, nint length);

    [DllImport(Library, EntryPoint = "SHA256_Final"), SuppressGCTransition]
    private static extern int Final(ref byte hash, ref Context context);

    /// <summary>OpenSSL's <c>SHA256_CTX</c>: 112 bytes, the same since its first version; room for twice that.</summary>
    [InlineArray(28)]
    private struct Context
    {
        private ulong _words;
    }
}
