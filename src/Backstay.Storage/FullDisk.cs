using Backstay.Storage.Interop;

namespace Backstay.Storage;

/// <summary>Tells a disk that is full, or a quota that is used up, from other trouble with files.</summary>
public static class FullDisk
{
    /// <summary>Whether it is what the system's own answer to a call says.</summary>
    public static bool IsMeant(IOException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return IsMeant(failure.HResult);
    }

    internal static bool IsMeant(int errno) => errno is Libc.Enospc or Libc.Edquot;
}
