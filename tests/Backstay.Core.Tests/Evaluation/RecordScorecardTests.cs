using System.Collections.Immutable;
using Backstay.Core.Evaluation;
using Backstay.Core.Primitives;
using Backstay.Core.Tests.Registry;

namespace Backstay.Core.Tests.Evaluation;

public sealed class RecordScorecardTests
{
    private static readonly Measure Good = new("auc", 0.81, 1_000, 0.79, 0.83, "carrier=AA");

    [Fact]
    public void A_scorecard_is_a_fact_beside_the_version_and_the_newest_measure_counts()
    {
        var world = Sample.World();
        var before = world.State.Registry;
        world.Accept(Card(Good, new Measure("auc", 0.8, 5_000)));
        world.Accept(Card(Good with { Value = 0.82 }));
        var evaluation = world.State.Evaluation;
        var model = Sample.Id("model/base@1.0.0");

        Assert.Same(before, world.State.Registry);
        Assert.Equal(2, evaluation.Of(model).Length);
        Assert.Equal(0.82, evaluation.Latest(model, "auc", "carrier=AA")!.Value);
        Assert.Equal(0.8, evaluation.Latest(model, "auc", null)!.Value);
        Assert.Null(evaluation.Latest(model, "auc", "carrier=DL"));
        Assert.Equal(world.State.ComputeDigest(), world.Replay().ComputeDigest());
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "nan", "measures[0].value" }, { "n", "measures[0].n" }, { "low", "measures[0].low" }, { "high", "measures[0].high" },
        { "low nan", "measures[0].low" }, { "metric", "measures[0].metric" }, { "empty metric", "measures[0].metric" },
        { "slice", "measures[0].slice" }, { "twice", "measures[1]" }, { "none", "measures" }, { "many", "measures" },
        { "suite kind", "suite" }, { "suite absent", "suite" }, { "data kind", "data" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Each_rule_names_the_field_that_breaks_it(string what, string field)
    {
        var command = what switch
        {
            "nan" => Card(Good with { Value = double.NaN }),
            "n" => Card(Good with { N = 0 }),
            "low" => Card(Good with { Low = 0.82 }),
            "high" => Card(Good with { High = 0.80 }),
            "low nan" => Card(Good with { Low = double.NaN }),
            "metric" => Card(Good with { Metric = "a b" }),
            "empty metric" => Card(Good with { Metric = "" }),
            "slice" => Card(Good with { Slice = " " }),
            "twice" => Card(Good, Good with { Value = 0.8 }),
            "none" => Card(),
            "many" => Card([.. Enumerable.Range(0, 501).Select(i => new Measure($"m{i}", 1, 1))]),
            "suite kind" => Card(Good) with { Suite = Sample.Id("dataset/flights@1.0.0") },
            "suite absent" => Card(Good) with { Suite = Sample.Id("evaluation-suite/holdout@9.0.0") },
            _ => Card(Good) with { Data = Sample.Id("model/base@1.0.0") },
        };

        var problem = EvaluationDecider.Decide(Sample.World().State.Registry, command).Problem;

        Assert.Equal((ProblemKind.Invalid, field), (problem!.Kind, problem.Field));
    }

    [Fact]
    public void Five_hundred_measures_fit_and_what_no_entry_holds_is_refused_with_a_way_out()
    {
        var world = Sample.World();
        var short500 = Enumerable.Range(0, 500).Select(i => new Measure($"m{i}", i / 500.0, 10_000)).ToArray();
        var long500 = short500.Select(measure => measure with { Slice = new string('s', 150) }).ToArray();

        world.Accept(Card([.. short500]));
        var problem = world.Refuse(Card([.. long500]));

        Assert.Equal((ProblemKind.TooLarge, "scorecard-too-large"), (problem.Kind, problem.Code));
        Assert.NotNull(problem.Hint);
    }

    [Fact]
    public void An_unknown_version_is_not_found() => Assert.Equal(
        ProblemKind.NotFound, Sample.World().Refuse(Card(Good) with { Version = Sample.Id("model/base@2.0.0") }).Kind);

    private static RecordScorecard Card(params ImmutableArray<Measure> measures) =>
        new(Sample.Id("model/base@1.0.0"), measures, Sample.Id("evaluation-suite/holdout@1.0.0"));


}
