using System.Security.Cryptography;
using Backstay.TestKit.Durability;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>What happens to a ledger's file while it is in use.</summary>
public enum Damage
{
    Deleted,
    Overwritten,
    Emptied,
    FolderInItsPlace,
    Locked,
    OlderCopy,
}

/// <summary>Does it, and takes it back.</summary>
/// <param name="folder">The folder of the ledger's files.</param>
/// <param name="aside">A folder for copies.</param>
internal sealed class LedgerDamage(string folder, string aside) : IDisposable
{
    private HeldLedger? _held;

    private string Database => Path.Combine(folder, "default.db");

    /// <summary>Copies the files as they are; nobody may write meanwhile.</summary>
    public void Copy(string name)
    {
        var to = Directory.CreateDirectory(Path.Combine(aside, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    /// <summary>Puts a copy in the place of whatever is there.</summary>
    public void PutBack(string name)
    {
        _held?.Dispose();
        _held = null;
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(aside, name)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    public async Task DoAsync(Damage damage)
    {
        switch (damage)
        {
            case Damage.Deleted:
                Delete();
                break;
            case Damage.Overwritten:
                foreach (var file in Directory.EnumerateFiles(folder).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
                {
                    Overwrite(file);
                }

                break;
            case Damage.Emptied:
                Delete();
                await File.WriteAllBytesAsync(Database, []);
                break;
            case Damage.FolderInItsPlace:
                Delete();
                Directory.CreateDirectory(Database);
                break;
            case Damage.Locked:
                _held = await HeldLedger.TakeAsync(Database);
                break;
            case Damage.OlderCopy:
                PutBack("older");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage));
        }
    }

    public void Dispose() => _held?.Dispose();

    private static void Overwrite(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, RandomNumberGenerator.GetBytes((int)RandomAccess.GetLength(file)), 0);
    }

    private void Delete()
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Delete(file);
        }
    }
}
