using System.Text.RegularExpressions;

namespace Backstay.TestKit.Faults;

/// <summary>
/// Reads a log of system calls for this one question: was every acknowledgement preceded by a write into a file and a sync
/// of that file after it.
/// </summary>
public sealed partial class SyncOrder(string file, string acknowledgement)
{
    private readonly HashSet<string> _syncing = [];
    private int _unsynced;
    private int _synced;

    /// <summary>Acknowledgements behind a write and its sync.</summary>
    public int Covered { get; private set; }

    /// <summary>Acknowledgements that went out with nothing newly on the disk, or with something that wasn't yet.</summary>
    public List<string> Early { get; } = [];

    public SyncOrder Read(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Read(line);
        }

        return this;
    }

    private void Read(string line)
    {
        var process = line[..line.IndexOf(' ', StringComparison.Ordinal)];
        if (Write().IsMatch(line) && line.Contains(file + ">", StringComparison.Ordinal))
        {
            _unsynced++;
        }
        else if (Sync().IsMatch(line) && line.Contains(file + ">", StringComparison.Ordinal))
        {
            // A call that another thread's interrupts in the log ends on a line of its own.
            if (line.Contains("<unfinished", StringComparison.Ordinal))
            {
                _syncing.Add(process);
            }
            else
            {
                EndSync(line);
            }
        }
        else if (line.Contains("sync resumed>", StringComparison.Ordinal) && _syncing.Remove(process))
        {
            EndSync(line);
        }
        else if (line.Contains($"\"{acknowledgement}", StringComparison.Ordinal))
        {
            Acknowledge(line);
        }
    }

    private void EndSync(string line)
    {
        if (line.EndsWith("= 0", StringComparison.Ordinal))
        {
            _synced += _unsynced;
            _unsynced = 0;
        }
    }

    private void Acknowledge(string line)
    {
        if (_synced > 0 && _unsynced == 0)
        {
            Covered++;
        }
        else
        {
            Early.Add(line);
        }

        _synced = 0;
    }

    [GeneratedRegex(@"^\d+ +p?write(64|v)?\(")]
    private static partial Regex Write();

    [GeneratedRegex(@"^\d+ +f(data)?sync\(")]
    private static partial Regex Sync();
}
