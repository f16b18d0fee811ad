namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>Counts every answer that a caller got. Thread safe.</summary>
internal sealed class AnswerTally(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReleaseTally> _releases = new(StringComparer.Ordinal);
    private long _answers;
    private long _lost;
    private long _failures;
    private long _rescued;
    private long _gapRetries;
    private string? _firstFailure;
    private volatile bool _isGapOpen;

    /// <summary>While the server is down on purpose, refused and broken connections are the caller's to retry.</summary>
    public bool IsGapOpen
    {
        get => _isGapOpen;
        set => _isGapOpen = value;
    }

    public void Count(Answer answer)
    {
        lock (_gate)
        {
            _answers++;
            if (!answer.IsGood)
            {
                Fail_NeedsLock($"status {answer.Status}, release {answer.Release ?? "none"}, fallback {answer.Fallback ?? "none"}");
                return;
            }

            if (answer.Fallback is not null)
            {
                _rescued++;
            }

            var release = answer.Release ?? string.Empty;
            if (!_releases.TryGetValue(release, out var tally))
            {
                tally = new ReleaseTally(release);
                _releases.Add(release, tally);
            }

            tally.Count(answer);
        }
    }

    /// <summary>A request without an answer. True where the caller is to try again.</summary>
    public bool CountBroken(string reason)
    {
        lock (_gate)
        {
            if (_isGapOpen)
            {
                _gapRetries++;
                return true;
            }

            _lost++;
            Fail_NeedsLock(reason);
            return false;
        }
    }

    public TallySnapshot Read()
    {
        lock (_gate)
        {
            return new TallySnapshot(
                time.GetTimestamp(), _answers, _answers + _lost, _failures, _firstFailure, _rescued, _gapRetries,
                [.. _releases.Values.Select(tally => tally.Read())]);
        }
    }

    private void Fail_NeedsLock(string reason)
    {
        _failures++;
        _firstFailure ??= reason;
    }

    private sealed class ReleaseTally(string release)
    {
        private long _answers;
        private long _within;
        private AskedDecision? _wrong;

        public void Count(Answer answer)
        {
            _answers++;
            _within += answer.IsWithin ? 1 : 0;
            _wrong = answer.IsWithin ? _wrong : new AskedDecision(answer.Decision, answer.Unit);
        }

        public ReleaseSnapshot Read() => new(release, _answers, _within, _wrong);
    }
}
