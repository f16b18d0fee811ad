using System.Collections.Concurrent;

namespace Backstay.Storage.Sqlite;

/// <summary>Connections for readers with their prepared statements, lent to one caller at a time. Thread safe.</summary>
internal sealed class ReaderPool<TReader>(Func<TReader> open) : IDisposable
    where TReader : class, IDisposable
{
    private const int MostIdle = 8;

    private readonly ConcurrentBag<TReader> _idle = [];
    private volatile bool _disposed;

    public TResult Use<TArgument, TResult>(TArgument argument, Func<TReader, TArgument, TResult> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var reader = _idle.TryTake(out var idle) ? idle : open();
        TResult result;
        try
        {
            result = read(reader, argument);
        }
        catch
        {
            reader.Dispose();
            throw;
        }

        GiveBack(reader);
        return result;
    }

    public void Dispose()
    {
        _disposed = true;
        Drain();
    }

    private void GiveBack(TReader reader)
    {
        if (_idle.Count >= MostIdle)
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
        if (_disposed)
        {
            Drain();
        }
    }

    private void Drain()
    {
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}
