using System.Collections.Immutable;
using Backstay.Client.Live;
using Backstay.Examples.Flights.Story.Callers;

namespace Backstay.Examples.Flights.Story.Screen;

/// <summary>Turns counts into rates over the last seconds.</summary>
internal sealed class Gauge(AnswerTally tally, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private readonly Queue<TallySnapshot> _past = new();

    public Board Read(string title, string progress, ImmutableArray<LiveGuard> guards)
    {
        var now = tally.Read();
        while (_past.Count > 1 && time.GetElapsedTime(_past.Peek().Timestamp, now.Timestamp) > Window)
        {
            _past.Dequeue();
        }

        var before = _past.Count > 0 ? _past.Peek() : now;
        _past.Enqueue(now);
        var seconds = Math.Max(time.GetElapsedTime(before.Timestamp, now.Timestamp).TotalSeconds, 1e-3);
        var answers = Math.Max(1, now.Answers - before.Answers);
        return new Board(title, progress, (now.Answers - before.Answers) / seconds, [.. Shares()], guards);

        IEnumerable<ReleaseShare> Shares()
        {
            foreach (var release in now.Releases)
            {
                var earlier = before.Of(release.Release);
                var count = release.Answers - (earlier?.Answers ?? 0);
                if (count > 0)
                {
                    yield return new ReleaseShare(
                        release.Release, count / (double)answers, count / seconds,
                        (release.Within - (earlier?.Within ?? 0)) / (double)count);
                }
            }
        }
    }
}
