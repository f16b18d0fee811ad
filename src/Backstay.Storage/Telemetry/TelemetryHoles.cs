using System.Text.Json;

namespace Backstay.Storage.Telemetry;

/// <summary>
/// Rollouts of which telemetry lacks records, because the queue or the disk was full. Who reads telemetry again must know:
/// what is missing may be what mattered. Noted beside the database in space of its own, since it is the full disk that
/// makes holes. Thread safe.
/// </summary>
internal sealed class TelemetryHoles : IDisposable
{
    /// <summary>Rollouts that are remembered; the latest.</summary>
    private const int MaxRollouts = 512;

    /// <summary>Bytes; more than that many names take.</summary>
    private const int Capacity = 128 * 1024;

    private readonly Lock _lock = new();
    private readonly Lock _fileGate = new();
    private readonly InPlaceFile _file;
    private readonly List<string> _rollouts;
    private volatile bool _isKept = true;

    private TelemetryHoles(InPlaceFile file, List<string> rollouts, string? damage) => (_file, _rollouts, Damage) = (file, rollouts, damage);

    /// <summary>Why nobody knows what was noted before; null where that is known.</summary>
    public string? Damage { get; }

    /// <summary>Opens the notes. Where they are damaged or missing, any rollout that runs may lack records: then all do.</summary>
    /// <param name="path">What is damaged there is kept as <c>.damaged</c>.</param>
    /// <param name="isNew">Whether there was no telemetry either: then there need be no notes.</param>
    /// <param name="running">The rollouts that run.</param>
    /// <exception cref="IOException">No notes can be kept.</exception>
    public static TelemetryHoles Open(string path, bool isNew, IReadOnlyCollection<string> running)
    {
        string damage;
        try
        {
            if (isNew || File.Exists(path))
            {
                var file = InPlaceFile.Open(path, Capacity);
                return new TelemetryHoles(file, file.Content.Length == 0 ? [] : JsonSerializer.Deserialize<List<string>>(file.Content.Span) ?? [], damage: null);
            }

            damage = $"'{path}' is missing.";
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or JsonException)
        {
            damage = unread.Message;
        }

        List<string> all = [.. running.TakeLast(MaxRollouts)];
        return new TelemetryHoles(InPlaceFile.Renew(path, Capacity, JsonSerializer.SerializeToUtf8Bytes(all)), all, damage);
    }

    public bool Has(string rollout)
    {
        lock (_lock)
        {
            return _rollouts.Contains(rollout);
        }
    }

    /// <summary>A record of the rollout was lost. Cheap; never waits for the disk.</summary>
    public void Note(string rollout)
    {
        lock (_lock)
        {
            if (_rollouts.Contains(rollout))
            {
                return;
            }

            if (_rollouts.Count == MaxRollouts)
            {
                _rollouts.RemoveAt(0);
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
}
