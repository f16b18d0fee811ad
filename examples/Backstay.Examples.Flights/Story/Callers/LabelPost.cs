using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Backstay.Client;
using Backstay.Client.Decisions;
using Backstay.Core.Routing;

namespace Backstay.Examples.Flights.Story.Callers;

/// <summary>The airport's side: some seconds after an answer the flight lands, and its true delay is posted for the decision,
/// in batches as such feeds come.</summary>
internal sealed class LabelPost(BackstayClient client, string outcome, TimeSpan landsAfter, TimeProvider time)
{
    private const int MostWaiting = 100_000;
    private static readonly TimeSpan PostEvery = TimeSpan.FromMilliseconds(250);

    private readonly Channel<Landing> _landings = Channel.CreateBounded<Landing>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private long _posted;
    private long _refused;

    /// <summary>Labels that the server has acknowledged.</summary>
    public long Posted => Interlocked.Read(ref _posted);

    public long Refused => Interlocked.Read(ref _refused);

    public void Land(Guid decision, int delay)
    {
        if (!_landings.Writer.TryWrite(new Landing(time.GetTimestamp(), decision, delay)))
        {
            Interlocked.Increment(ref _refused);
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(PostEvery, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            while (TakeDue() is { IsEmpty: false } batch)
            {
                await PostAsync(batch, ct);
            }
        }
    }

    private ImmutableArray<DecisionOutcomeSpec> TakeDue()
    {
        var batch = ImmutableArray.CreateBuilder<DecisionOutcomeSpec>();
        while (batch.Count < PostManyOutcomesRequest.MaxOutcomes
            && _landings.Reader.TryPeek(out var landing) && time.GetElapsedTime(landing.Answered) >= landsAfter
            && _landings.Reader.TryRead(out _))
        {
            batch.Add(new DecisionOutcomeSpec
            {
                Decision = landing.Decision,
                Name = outcome,
                Value = JsonSerializer.SerializeToElement(landing.Delay),
            });
        }

        return batch.DrainToImmutable();
    }

    /// <summary>Posting the same label twice changes nothing, so a batch is posted until it is acknowledged.</summary>
    private async Task PostAsync(ImmutableArray<DecisionOutcomeSpec> batch, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var answer = await client.PostOutcomesAsync(new PostManyOutcomesRequest { Outcomes = batch }, ct);
                var refused = answer.Outcomes.Count(posted => posted.Result == OutcomeResult.Refused);
                Interlocked.Add(ref _posted, batch.Length - refused);
                Interlocked.Add(ref _refused, refused);
                return;
            }
            catch (Exception gone) when (gone is BackstayException { Problem.Status: 0 or 503 } or HttpRequestException or IOException)
            {
                await Task.Delay(PostEvery, time, ct);
            }
        }
    }

    private readonly record struct Landing(long Answered, Guid Decision, int Delay);
}
