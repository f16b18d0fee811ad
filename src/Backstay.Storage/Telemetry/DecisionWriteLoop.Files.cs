namespace Backstay.Storage.Telemetry;

// Whether the files are still where they were.
internal sealed partial class DecisionWriteLoop
{
    private volatile string? _left;

    /// <summary>What is not where it was, by the loop's own look at it; null where all is well.</summary>
    public async Task<string?> FindLeftAsync(CancellationToken ct)
    {
        try
        {
            await AskAsync([], ct);
        }
        catch (Exception refused) when (refused is IOException or ObjectDisposedException)
        {
            // Why, the loop knows.
        }

        return _left;
    }

    /// <summary>SQLite would go on writing into files that nobody finds again.</summary>
    private void BreakIfLeft()
    {
        if ((Volatile.Read(ref _broken) is null || _left is not null) && _places.FindLeft() is { } left)
        {
            _left = left;
            Break(new IOException(left));
        }
    }
}
