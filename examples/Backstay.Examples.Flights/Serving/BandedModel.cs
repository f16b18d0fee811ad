using System.Threading.Channels;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Serving;

/// <summary>
/// Evaluates a network on one thread of its own and counts its answers by distance. Here is the defect of release 4: the
/// counters are an array of fixed size, sized for the routes of the day when it was written. A longer flight indexes past
/// its end on a thread where nobody catches, and the runtime ends the process, as an unhandled exception does.
/// </summary>
internal sealed class BandedModel(Network network, int bands) : IDisposable
{
    /// <summary>Miles per band: ten bands hold flights below 2,500 miles.</summary>
    public const int BandWidth = 250;
    private const int QueueLength = 1024;

    private readonly long[] _answersByBand = new long[bands];
    private readonly Channel<Work> _work = Channel.CreateBounded<Work>(QueueLength);

    public int Inputs => network.Inputs;

    public IReadOnlyList<long> AnswersByBand => [.. _answersByBand.Select((_, band) => Volatile.Read(ref _answersByBand[band]))];

    public void Start() => new Thread(Loop) { IsBackground = true, Name = "evaluate" }.Start();

    public async Task<float[]> EvaluateAsync(IReadOnlyList<float[]> rows, CancellationToken ct)
    {
        var work = new Work(rows, new TaskCompletionSource<float[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _work.Writer.WriteAsync(work, ct);
        return await work.Answer.Task.WaitAsync(ct);
    }

    public void Dispose() => _work.Writer.TryComplete();

    private void Loop()
    {
        while (_work.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var work))
            {
                var answers = new float[work.Rows.Count];
                for (var i = 0; i < answers.Length; i++)
                {
                    answers[i] = network.Predict(work.Rows[i]);
                    Interlocked.Increment(ref _answersByBand[(int)(work.Rows[i][0] / BandWidth)]);
                }

                work.Answer.SetResult(answers);
            }
        }
    }

    private sealed record Work(IReadOnlyList<float[]> Rows, TaskCompletionSource<float[]> Answer);
}
