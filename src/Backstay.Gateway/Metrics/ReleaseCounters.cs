namespace Backstay.Gateway.Metrics;

/// <summary>All counters of a release at an endpoint. Live as long as the process, across tables and runtimes.</summary>
internal sealed class ReleaseCounters(string endpoint, string release, string model)
{
    // Of the running mean of answers' times, how much the newest counts for.
    private const int Memory = 16;

    private long _shadowDropped;
    private long _usual;
    private long _shadowFailed;

    public AttemptCounters Json { get; } = new();

    public AttemptCounters Oip { get; } = new();

    public AttemptCounters Shadow { get; } = new();

    /// <summary>What an answer takes as a rule, of late; 0 before the first.</summary>
    public long UsualMicroseconds => Volatile.Read(ref _usual);

    /// <summary>An answer came. Two at once may count as one: it is an estimate.</summary>
    public void NoteAnswer(long microseconds)
    {
        var usual = Volatile.Read(ref _usual);
        Volatile.Write(ref _usual, usual == 0 ? microseconds : usual + ((microseconds - usual) / Memory));
    }

    public void DropShadow() => Interlocked.Increment(ref _shadowDropped);

    public void FailShadow() => Interlocked.Increment(ref _shadowFailed);

    public IEnumerable<AttemptSnapshot> Read() =>
    [
        Json.Read(endpoint, release, model, "json"),
        Oip.Read(endpoint, release, model, "oip"),
        Shadow.Read(endpoint, release, model, "shadow"),
    ];

    public ShadowDrops ReadDrops() => new(endpoint, release, Volatile.Read(ref _shadowDropped), Volatile.Read(ref _shadowFailed));
}
