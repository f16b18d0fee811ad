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

    public TelemetryHoles(string path)
    {
        _file = InPlaceFile.Open(path, Capacity);
        _rollouts = _file.Content.Length == 0 ? [] : JsonSerializer.Deserialize<List<string>>(_file.Content.Span) ?? [];
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
            catch (IOException)
            {
                _isKept = false;
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
