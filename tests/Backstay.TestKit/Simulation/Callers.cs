using System.Globalization;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation;

/// <summary>Everybody who calls the endpoints, and what becomes known of the answers later.</summary>
internal sealed class Callers(World world)
{
    private readonly Random _random = Randoms.Of(world.Plan.Seed, "callers");
    private readonly SimulatedGateway _gateway = new(world);
    private readonly string _heavy = Private.Unit("heavy");
    private int _sent;
    private int _ids;

    public void Start() => world.Agenda.After(_random.Exponential(world.Plan.MeanGapMs), Next);

    private void Next()
    {
        var habits = world.Plan.Callers;
        var script = _random.Pick(world.Plan.Endpoints);
        var isHeavy = _random.NextDouble() < habits.HeavyShare;
        var isAnonymous = _random.NextDouble() < habits.Anonymous;
        var number = _random.Next(habits.Units);
        var unit = isHeavy ? _heavy : isAnonymous ? null : Private.Unit(string.Create(CultureInfo.InvariantCulture, $"u{number}"));
        var mayRetry = _random.NextDouble() < habits.Retries;
        var requestId = mayRetry ? string.Create(CultureInfo.InvariantCulture, $"q{++_ids}") : null;
        var question = new Question(_random.Next(2) == 1, isHeavy ? habits.HeavyErrors : 0, script.SlowMs);
        Send(new Call(script.Endpoint.ToString(), unit, requestId, question), tries: 1);
        if (++_sent < world.Plan.Requests)
        {
            Start();
        }
    }

    private void Send(Call call, int tries)
    {
        world.Report.Requests++;
        if (_gateway.Arrive(call) is not { } passage)
        {
            world.Report.Unanswered++;
            Retry(call, tries);
            return;
        }

        var life = world.Node;
        world.Agenda.At(passage.Due, () =>
        {
            if (world.Node == life)
            {
                Complete(passage, tries);
            }
        });
        if (passage.Shadow is { } shadow)
        {
            world.Agenda.At(shadow.Completed, () =>
            {
                if (world.Node == life)
                {
                    world.Take(shadow with { Completed = world.Clock.Wall, Stalled = SimulatedGateway.IsStalled(world, passage) });
                }
            });
        }
    }

    private void Complete(Passage passage, int tries)
    {
        var early = _random.NextDouble() < 0.05;
        if (early)
        {
            Label(passage);
        }

        var record = world.Seams.Record(SimulatedGateway.Complete(world, passage), passage.Call);
        world.Take(record, passage);
        if (!early)
        {
            ScheduleLabel(passage);
        }

        // A client that got no answer, or lost it on the way, sends the same request again.
        if (passage.Call.RequestId is not null && (record.Status != 200 || _random.NextDouble() < 0.5))
        {
            Retry(passage.Call, tries);
        }
    }

    private void Retry(Call call, int tries)
    {
        if (call.RequestId is not null && tries < 3)
        {
            world.Agenda.After(20 + (_random.NextDouble() * 300), () => Send(call, tries + 1));
        }
    }

    private void ScheduleLabel(Passage passage)
    {
        var habits = world.Plan.Callers;
        if (passage.Endpoint.Rollout is null || _random.NextDouble() >= habits.Labelled)
        {
            return;
        }

        world.Agenda.After(_random.Exponential(habits.LabelDelayMs), () => Label(passage));
        if (_random.NextDouble() < habits.Corrections)
        {
            world.Agenda.After(_random.Exponential(habits.LabelDelayMs), () => Post(passage.Id, "label", passage.Call.Question.Truth ? "0" : "1"));
        }
    }

    private void Label(Passage passage)
    {
        Post(passage.Id, "label", passage.Call.Question.Truth ? "1" : "0");
        Post(passage.Id, "safety", _random.NextDouble() < 0.9 ? "0.9" : "0.2");
    }

    private void Post(Guid decision, string name, string json)
    {
        if (world.Node is not null)
        {
            world.Take(new OutcomeRecord(decision, name, json, world.Clock.Wall, null));
        }
    }
}
