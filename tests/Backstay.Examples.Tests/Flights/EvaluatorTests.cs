using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Tests.Flights;

public sealed class EvaluatorTests
{
    [Fact]
    public void A_network_rectifies_between_its_layers_and_not_after_the_last()
    {
        var network = new Network([new DenseLayer(2, 2, [1, 0, 0, -1], [0, 0]), new DenseLayer(2, 1, [-1, 5], [0.5f])]);

        Assert.Equal(-2.5f, network.Predict([3, 4]));
        Assert.Equal("2-2-1, relu", network.Architecture);
    }

    [Fact]
    public void Least_squares_finds_the_line_that_made_the_data()
    {
        var rows = Enumerable.Range(1, 200)
            .Select(i => (Distance: i * 10, Time: (i * 7 % 24) * 1.0))
            .Select(row => new Flight(row.Distance, row.Time, (int)((0.1 * row.Distance) - (2 * row.Time) + 5))).ToList();

        var layer = Assert.Single(LinearTraining.Fit(rows, Processors.MilesAndHours).Layers);

        Assert.Equal(0.1f, layer.Weights[0], tolerance: 1e-5f);
        Assert.Equal(-2f, layer.Weights[1], tolerance: 1e-4f);
        Assert.Equal(5f, layer.Bias[0], tolerance: 1e-2f);
    }

    [Fact]
    public void A_processor_scales_and_offsets_each_field_and_fills_in_what_is_no_field_of_a_flight()
    {
        var processor = new ProcessorMapping(
            [new TensorMapping("features", "FP32",
                [new FieldMapping("time", 2, 1, 0), new FieldMapping("distance", 0.5, 0, 0), new FieldMapping("altitude", 3, -1, 10)])],
            []);
        var features = new float[3];

        processor.Apply(new Flight(100, 6, 0), features);

        Assert.Equal([13f, 50f, 29f], features);
    }

    [Theory]
    [InlineData(10, 25, 1, 0.75)]
    [InlineData(10, 26, 0, 0.7333333333333334)]
    [InlineData(-100, 0, 0, 0)]
    public void Scores_lie_between_0_and_1(double predicted, double delay, double within15, double closeness)
    {
        Assert.Equal(within15, Quality.Within15(predicted, delay));
        Assert.Equal(closeness, Quality.Closeness(predicted, delay), tolerance: 1e-12);
    }

    [Fact]
    public void An_interval_is_the_mean_with_1_96_standard_errors_to_each_side()
    {
        var measurement = Evaluator.Measure("within15", null, [.. Enumerable.Repeat(1.0, 60), .. Enumerable.Repeat(0.0, 40)]);

        Assert.Equal(0.6, measurement.Value);
        Assert.Equal(0.503982, measurement.Low);
        Assert.Equal(0.696018, measurement.High);
    }

    [Fact]
    public void The_label_budget_grows_with_the_variance_of_the_smaller_arm()
    {
        // 2 ln 100 * (0.25/0.5 + 0.25/0.5) / 0.1^2 and the same with 0.25/0.05 + 0.25/0.95, computed by hand.
        Assert.Equal(921.034, LabelBudget.Labels(0.1, 0, 0.5, 0.5, 0.5, 0.01), tolerance: 1e-3);
        Assert.Equal(4847.548, LabelBudget.Labels(0.07, 0.03, 0.5, 0.5, 0.05, 0.01), tolerance: 1e-3);
    }
}
