using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Backstay.Storage.Sqlite;

/// <summary>
/// Which SQLite the process uses: the system's, since its security updates come with the system, and the bundled
/// one where there is none or it is older than what our SQL needs.
/// </summary>
internal static class SqliteLibrary
{
    private const string BundledName = "e_sqlite3";
    private const string SystemName = "libsqlite3.so.0";

    /// <summary>3.35.0: the floor that our SQL is written for, and what the bundle holds.</summary>
    private const int OldestVersion = 3_035_000;

    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Makes the library usable; cheap after the first call. Thread safe.</summary>
    public static void Use() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion_number() >= OldestVersion
            ? true
            : throw new PlatformNotSupportedException(
                $"SQLite {raw.sqlite3_libversion().utf8_to_string()} is older than the oldest that works, 3.35.");
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != BundledName || !NativeLibrary.TryLoad(SystemName, out var system))
        {
            return IntPtr.Zero;
        }

        if (IsNewEnough(system))
        {
            return system;
        }

        NativeLibrary.Free(system);
        return IntPtr.Zero;
    }

    private static unsafe bool IsNewEnough(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export)
        && ((delegate* unmanaged[Cdecl]<int>)export)() >= OldestVersion;
}
