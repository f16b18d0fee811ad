using Backstay.Core.Primitives;

namespace Backstay.Storage.Objects.Folder;

/// <summary>Puts of one object go one behind the other, those of other objects beside them. Thread safe.</summary>
internal sealed class PutTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Digest, Line> _lines = [];

    /// <summary>Waits until nobody else puts the object. Disposing what is returned lets the next one go on.</summary>
    public async Task<IDisposable> TakeAsync(Digest digest, CancellationToken ct)
    {
        var line = Join(digest);
        try
        {
            await line.Free.WaitAsync(ct);
        }
        catch
        {
            Leave(digest, line);
            throw;
        }

        return new Turn(this, digest, line);
    }

    private Line Join(Digest digest)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(digest, out var line))
            {
                _lines.Add(digest, line = new Line());
            }

            line.Waiting++;
            return line;
        }
    }

    private void Leave(Digest digest, Line line)
    {
        lock (_gate)
        {
            if (--line.Waiting == 0)
            {
                _lines.Remove(digest);
                line.Free.Dispose();
            }
        }
    }

    private sealed class Line
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        /// <summary>With the one whose turn it is; the last to leave removes the line.</summary>
        public int Waiting { get; set; }
    }

    private sealed class Turn(PutTurns turns, Digest digest, Line line) : IDisposable
    {
        public void Dispose()
        {
            line.Free.Release();
            turns.Leave(digest, line);
        }
    }
}
