using System.Collections.Immutable;
using Backstay.Core.Evaluation;
using Backstay.Core.Lineage;
using Backstay.Core.Registry;
using Backstay.Core.Tests.Registry;

namespace Backstay.Core.Tests.Lineage;

public sealed class LineageTests
{
    private static readonly VersionId Model = Sample.Id("model/flights@1.0.0");

    [Fact]
    public void A_registration_gives_its_typed_edges_and_supersedes_is_none()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("model/flights@1.0.0", "weights", Sample.Training with
        {
            CodeVersion = Sample.Id("code/flights@1.0.0"),
            DerivedFrom = [Sample.Id("dataset/flights@1.0.0")],
        }) with
        { Supersedes = Sample.Id("model/base@1.0.0") });

        Assert.Equal(
            [
                Edge(LineageRelation.TrainedOn, "dataset/flights@1.0.0", "training", "2024"),
                Edge(LineageRelation.TrainedOn, "dataset/flights@1.0.0", "validation"),
                Edge(LineageRelation.DerivedFrom, "model/base@1.0.0", "initialised-from"),
                Edge(LineageRelation.DerivedFrom, "dataset/flights@1.0.0"),
                Edge(LineageRelation.ProcessedBy, "data-processor/units@1.0.0"),
                Edge(LineageRelation.UsesCode, "code/flights@1.0.0"),
                Edge(LineageRelation.RanIn, "environment/train@1.0.0"),
            ],
            world.State.Lineage.From(Model));
    }

    [Fact]
    public void A_dataset_is_derived_from_its_data_and_not_trained_on_it()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("dataset/clean@1.0.0", "clean", new(Data: [new DataUse(Sample.Id("dataset/flights@1.0.0"), "source")])));

        var edge = Assert.Single(world.State.Lineage.From(Sample.Id("dataset/clean@1.0.0")));

        Assert.Equal((LineageRelation.DerivedFrom, "source"), (edge.Relation, edge.Role));
    }

    [Fact]
    public void A_scorecard_with_a_suite_is_an_edge_once()
    {
        var world = Trained();
        var card = new RecordScorecard(Model, [new Measure("auc", 0.8, 100)], Sample.Id("evaluation-suite/holdout@1.0.0"));
        world.Accept(card);
        world.Accept(card);

        Assert.Single(world.State.Lineage.From(Model), edge => edge.Relation == LineageRelation.EvaluatedBy);
        Assert.Equal([Model], world.State.Lineage.To(Sample.Id("evaluation-suite/holdout@1.0.0")).Select(edge => edge.From));
    }

    [Fact]
    public void A_suite_made_out_of_a_models_answers_may_measure_it_and_is_not_followed()
    {
        var world = Trained();
        world.Accept(Sample.Register("evaluation-suite/mined@1.0.0", "mined", new(DerivedFrom: [Model])));
        world.Accept(new RecordScorecard(Model, [new Measure("auc", 0.8, 100)], Sample.Id("evaluation-suite/mined@1.0.0")));

        var up = Walk(world, Model, LineageDirection.Up);

        Assert.Contains(up.Steps, step => step.Edge.Relation == LineageRelation.EvaluatedBy);
        Assert.DoesNotContain(up.Steps, step => step.Edge.From == Sample.Id("evaluation-suite/mined@1.0.0"));
        Assert.Equal(2, Walk(world, Model, LineageDirection.Down).Steps.Length);
    }

    [Fact]
    public void An_edge_learnt_later_is_recorded_with_its_reason_sealed()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("model/flights@1.0.0", "weights"));
        var command = new RecordLineageEdge(Model, LineageRelation.TrainedOn, Sample.Id("dataset/flights@1.0.0"), "Found in the log", "training");

        var fact = (LineageEdgeRecorded)Assert.Single(world.Accept(command)).Fact;

        Assert.Equal("Found in the log", Assert.Single(world.Sealed).Text);
        Assert.Equal(world.Sealed[0].Digest, fact.Why);
        Assert.Empty(world.Accept(command));
        Assert.Equal([Model], world.State.Lineage.To(Sample.Id("dataset/flights@1.0.0")).Select(edge => edge.From));
    }

    [Fact]
    public void An_edge_that_would_close_a_circle_is_refused()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("dataset/b@1.0.0", "b", new(DerivedFrom: [Sample.Id("dataset/flights@1.0.0")])));
        world.Accept(Sample.Register("dataset/c@1.0.0", "c", new(DerivedFrom: [Sample.Id("dataset/b@1.0.0")])));

        var problem = world.Refuse(new RecordLineageEdge(
            Sample.Id("dataset/flights@1.0.0"), LineageRelation.DerivedFrom, Sample.Id("dataset/c@1.0.0"), "A mistake"));

        Assert.Equal("lineage-cycle", problem.Code);
    }

    [Theory]
    [InlineData("model/base@1.0.0", LineageRelation.TrainedOn, "model/base@1.0.0", "why", "to")]
    [InlineData("model/base@1.0.0", LineageRelation.TrainedOn, "code/flights@1.0.0", "why", "to")]
    [InlineData("model/base@1.0.0", LineageRelation.RanIn, "environment/absent@1.0.0", "why", "to")]
    [InlineData("model/absent@1.0.0", LineageRelation.RanIn, "environment/train@1.0.0", "why", "from")]
    [InlineData("dataset/flights@1.0.0", LineageRelation.TrainedOn, "dataset/flights@2.0.0", "why", "relation")]
    [InlineData("model/base@1.0.0", LineageRelation.EvaluatedBy, "evaluation-suite/holdout@1.0.0", "why", "relation")]
    [InlineData("model/base@1.0.0", LineageRelation.RanIn, "environment/train@1.0.0", " ", "why")]
    public void Each_rule_of_an_edge_names_its_field(string from, LineageRelation relation, string to, string why, string field) =>
        Assert.Equal(field, Sample.World().Refuse(new RecordLineageEdge(Sample.Id(from), relation, Sample.Id(to), why)).Field);

    [Fact]
    public void Depth_limit_and_relations_bound_a_walk_and_it_says_so()
    {
        var world = Trained();
        world.Accept(Sample.Register("model/next@1.0.0", "next", new(InitialisedFrom: [Model])));
        var next = Sample.Id("model/next@1.0.0");

        Assert.True(LineageWalk.Run(world.State.Lineage, next, LineageDirection.Up, 1, 100, null).Value.Truncated);
        Assert.True(LineageWalk.Run(world.State.Lineage, next, LineageDirection.Up, 9, 2, null).Value is { Truncated: true, Steps.Length: 2 });
        var derived = LineageWalk.Run(
            world.State.Lineage, next, LineageDirection.Up, 9, 100, ImmutableHashSet.Create(LineageRelation.DerivedFrom)).Value;
        Assert.Equal([1, 2], derived.Steps.Select(step => step.Depth));
        Assert.False(derived.Truncated);
        Assert.Equal("depth", LineageWalk.Run(world.State.Lineage, next, LineageDirection.Up, 0, 100, null).Problem!.Field);
        Assert.Equal("limit", LineageWalk.Run(world.State.Lineage, next, LineageDirection.Up, 1, 0, null).Problem!.Field);
    }

    [Fact]
    public void Replay_gives_the_same_graph()
    {
        var world = Trained();
        world.Accept(new RecordLineageEdge(Model, LineageRelation.DerivedFrom, Sample.Id("dataset/flights@1.0.0"), "Also"));
        world.Accept(new RecordScorecard(Model, [new Measure("auc", 0.8, 100)], Sample.Id("evaluation-suite/holdout@1.0.0")));

        Assert.Equal(world.State.ComputeDigest(), world.Replay().ComputeDigest());
    }

    private static TestWorld Trained()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("model/flights@1.0.0", "weights", Sample.Training));
        return world;
    }

    private static LineageView Walk(TestWorld world, VersionId version, LineageDirection direction) =>
        LineageWalk.Run(world.State.Lineage, version, direction, LineageWalk.MaxDepth, LineageWalk.MaxSteps, null).Value;

    private static LineageEdge Edge(LineageRelation relation, string to, string? role = null, string? slice = null) =>
        new(Model, relation, Sample.Id(to), role, slice);
}
