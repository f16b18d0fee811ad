using System.Text.Json;

namespace Backstay.Storage.Telemetry;

/// <summary>
/// Rollouts of which telemetry lacks records, because the queue or the disk was full. Who reads telemetry again must know:
/// what is missing may be what mattered. Noted beside the database in space of its own, since it is the full disk that
/// makes holes. Thread safe.
/// </summary>
internal sealed class TelemetryHoles : IDisposable
{
    /// <summary>Rollouts that are remembered. Where there are more, those that have ended make room.</summary>
    public const int MaxRollouts = 512;

    /// <summary>Stands in the notes for every rollout: more of those that ran had holes than there is room for. No rollout is called so.</summary>
    private const string All = "*";

    /// <summary>Bytes; more than that many names take.</summary>
    private const int Capacity = 128 * 1024;

    private readonly Lock _lock = new();
    private readonly Lock _fileGate = new();
    private readonly InPlaceFile _file;
    private readonly HashSet<string> _rollouts;
    private readonly Func<IReadOnlyCollection<string>> _running;
    private volatile bool _isKept = true;

    private TelemetryHoles(InPlaceFile file, IEnumerable<string> rollouts, Func<IReadOnlyCollection<string>> running, string? damage)
    {
        _file = file;
        _rollouts = [.. rollouts];
        _running = running;
        Damage = damage;
    }

    /// <summary>Why nobody knows what was noted before; null where that is known.</summary>
    public string? Damage { get; }

    /// <summary>
    /// Opens the notes. Where they are damaged or missing, or had no room for all, any rollout that runs may lack records: then all do.
    /// </summary>
    /// <param name="path">What is damaged there is kept as <c>.damaged</c>.</param>
    /// <param name="isNew">Whether there was no telemetry either: then there need be no notes.</param>
    /// <param name="running">The rollouts that run, whenever it is asked: none of them is ever forgotten.</param>
    /// <exception cref="IOException">No notes can be kept.</exception>
    public static TelemetryHoles Open(string path, bool isNew, Func<IReadOnlyCollection<string>> running)
    {
        string damage;
        try
        {
            if (isNew || File.Exists(path))
            {
                var file = InPlaceFile.Open(path, Capacity);
                string[] noted = file.Content.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(file.Content.Span) ?? [];
                if (!noted.Contains(All))
                {
                    return new TelemetryHoles(file, noted, running, damage: null);
                }

                var notes = new TelemetryHoles(file, AllOf(running), running, $"'{path}' has no room for all the rollouts of which records were lost.") { _isKept = false };
                notes.Keep();
                return notes;
            }

            damage = $"'{path}' is missing.";
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or JsonException)
        {
            damage = unread.Message;
        }

        var all = AllOf(running);
        return new TelemetryHoles(InPlaceFile.Renew(path, Capacity, JsonSerializer.SerializeToUtf8Bytes(all)), all, running, damage);
    }

    public bool Has(string rollout)
    {
        lock (_lock)
        {
            return _rollouts.Contains(rollout) || _rollouts.Contains(All);
        }
    }

    /// <summary>A record of the rollout was lost. Cheap; never waits for the disk.</summary>
    public void Note(string rollout)
    {
        lock (_lock)
        {
            if (_rollouts.Contains(rollout) || _rollouts.Contains(All))
            {
                return;
            }

            if (_rollouts.Count == MaxRollouts)
            {
                _rollouts.IntersectWith(_running());
            }

            if (_rollouts.Count == MaxRollouts)
            {
                _rollouts.Clear();
                rollout = All;
            }

            _rollouts.Add(rollout);
            _isKept = false;
        }
    }

    /// <summary>Brings new notes to the disk; where that fails, the next call tries again.</summary>
    public void Keep()
    {
        if (_isKept)
        {
            return;
        }

        lock (_fileGate)
        {
            byte[] content;
            lock (_lock)
            {
                content = JsonSerializer.SerializeToUtf8Bytes(_rollouts);
                _isKept = true;
            }

            try
            {
                _file.Write(content);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _isKept = false;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static string[] AllOf(Func<IReadOnlyCollection<string>> running) => running() is { Count: <= MaxRollouts } few ? [.. few] : [All];
}
