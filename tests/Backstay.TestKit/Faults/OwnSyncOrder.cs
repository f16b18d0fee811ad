using System.Text.RegularExpressions;

namespace Backstay.TestKit.Faults;

/// <summary>
/// Reads a log of system calls of a server that many callers ask at once, each for something with a name of its own: was every
/// acknowledgement that bears a name preceded by a sync of the file that began after the name had been written into it. What is
/// written for others meanwhile does not matter.
/// </summary>
/// <param name="file">The file that is written and synced.</param>
/// <param name="name">What a name looks like.</param>
public sealed partial class OwnSyncOrder(string file, Regex name)
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly HashSet<string> _durable = new(StringComparer.Ordinal);

    /// <summary>Of each thread whose sync is under way, what had been written when it began.</summary>
    private readonly Dictionary<string, string[]> _syncing = new(StringComparer.Ordinal);

    /// <summary>Names that were acknowledged behind a sync of their own.</summary>
    public HashSet<string> Covered { get; } = new(StringComparer.Ordinal);

    /// <summary>Acknowledgements that went out without.</summary>
    public List<string> Early { get; } = [];

    /// <summary>Syncs that succeeded.</summary>
    public int Syncs { get; private set; }

    public OwnSyncOrder Read(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Read(line, line[..line.IndexOf(' ', StringComparison.Ordinal)]);
        }

        return this;
    }

    private void Read(string line, string thread)
    {
        var isOfFile = line.Contains(file + ">", StringComparison.Ordinal);
        if (isOfFile && Write().IsMatch(line))
        {
            _written.UnionWith(name.Matches(line).Select(match => match.Value));
        }
        else if (isOfFile && Sync().IsMatch(line))
        {
            _syncing[thread] = [.. _written];
            EndSync(line, thread);
        }
        else if (line.Contains("sync resumed>", StringComparison.Ordinal))
        {
            EndSync(line, thread);
        }
        else if (line.Contains("<socket:", StringComparison.Ordinal))
        {
            foreach (var acknowledged in name.Matches(line).Select(match => match.Value))
            {
                if (_durable.Contains(acknowledged))
                {
                    Covered.Add(acknowledged);
                }
                else
                {
                    Early.Add(line);
                }
            }
        }
    }

    /// <summary>A call that another thread's interrupts in the log ends on a line of its own.</summary>
    private void EndSync(string line, string thread)
    {
        if (!line.Contains("<unfinished", StringComparison.Ordinal) && _syncing.Remove(thread, out var covered) && line.EndsWith("= 0", StringComparison.Ordinal))
        {
            _durable.UnionWith(covered);
            Syncs++;
        }
    }

    [GeneratedRegex(@"^\d+ +p?write(64|v)?\(")]
    private static partial Regex Write();

    [GeneratedRegex(@"^\d+ +f(data)?sync\(")]
    private static partial Regex Sync();
}
