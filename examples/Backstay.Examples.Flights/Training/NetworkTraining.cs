using Backstay.Examples.Flights.Data;

namespace Backstay.Examples.Flights.Training;

/// <summary>Trains a rectifier network on the absolute error, so that it learns the median delay, not the mean: a few very
/// late flights pull the mean far from what most passengers see.</summary>
internal sealed class NetworkTraining
{
    /// <summary>Labels are divided by this while learning, so that Adam's usual step sizes fit.</summary>
    private const double LabelScale = 30;
    private const double FinalRateShare = 0.05;

    private readonly NetworkOptions _options;
    private readonly Random _random;
    private readonly List<TrainingLayer> _layers = [];

    private NetworkTraining(NetworkOptions options, int inputs)
    {
        _options = options;
        _random = new Random(options.Seed);
        var width = inputs;
        foreach (var hidden in options.Hidden)
        {
            _layers.Add(new TrainingLayer(width, hidden, rectify: true, _random));
            width = hidden;
        }

        _layers.Add(new TrainingLayer(width, 1, rectify: false, _random));
    }

    public static Network Fit(IReadOnlyList<Flight> rows, ProcessorMapping processor, NetworkOptions options)
    {
        var inputs = rows.Select(row => Features(row, processor)).ToArray();
        var labels = rows.Select(row => row.Delay / LabelScale).ToArray();
        var (scale, offset) = Standardise(inputs);

        var training = new NetworkTraining(options, scale.Length);
        training.Learn(inputs, labels);
        return training.Freeze(scale, offset);
    }

    private void Learn(double[][] inputs, double[] labels)
    {
        var columns = Enumerable.Range(0, inputs[0].Length).ToList();
        _layers[0].SpreadBends(
            [.. columns.Select(column => inputs.Min(input => input[column]))],
            [.. columns.Select(column => inputs.Max(input => input[column]))],
            _random);

        var order = Enumerable.Range(0, inputs.Length).ToArray();
        var stepsPerEpoch = (inputs.Length + _options.Batch - 1) / _options.Batch;
        double steps = stepsPerEpoch * _options.Epochs;
        var step = 0;
        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            _random.Shuffle(order);
            for (var start = 0; start < order.Length; start += _options.Batch)
            {
                var batch = order.AsSpan(start, Math.Min(_options.Batch, order.Length - start));
                foreach (var row in batch)
                {
                    LearnRow(inputs[row], labels[row]);
                }

                var rate = _options.LearningRate * (1 - ((1 - FinalRateShare) * (step / steps)));
                step++;
                foreach (var layer in _layers)
                {
                    layer.Step(step, batch.Length, rate);
                }
            }
        }
    }

    private void LearnRow(double[] input, double label)
    {
        var current = input;
        foreach (var layer in _layers)
        {
            layer.Forward(current);
            current = layer.Output;
        }

        double[] errors = [Math.Sign(current[0] - label)];
        for (var i = _layers.Count - 1; i >= 0; i--)
        {
            errors = _layers[i].Backward(i == 0 ? input : _layers[i - 1].Output, errors);
        }
    }

    /// <summary>Folds the standardisation into the first layer and the label's scale into the last, so that the frozen
    /// network takes features as the processor gives them and answers in minutes.</summary>
    private Network Freeze(double[] scale, double[] offset)
    {
        var layers = new List<DenseLayer>();
        for (var i = 0; i < _layers.Count; i++)
        {
            var first = i == 0;
            var width = first ? scale.Length : _layers[i - 1].Output.Length;
            layers.Add(_layers[i].Freeze(
                first ? scale : [.. Enumerable.Repeat(1.0, width)], first ? offset : new double[width]));
        }

        var last = layers[^1];
        layers[^1] = last with
        {
            Weights = [.. last.Weights.Select(weight => weight * (float)LabelScale)],
            Bias = [.. last.Bias.Select(bias => bias * (float)LabelScale)],
        };
        return new Network(layers);
    }

    private static double[] Features(Flight row, ProcessorMapping processor)
    {
        Span<float> features = stackalloc float[processor.Inputs[0].Fields.Count];
        processor.Apply(row, features);
        return [.. features.ToArray().Select(value => (double)value)];
    }

    /// <summary>Brings each column in place to mean 0 and deviation 1; returns value * scale + offset's two factors.</summary>
    private static (double[] Scale, double[] Offset) Standardise(double[][] inputs)
    {
        var width = inputs[0].Length;
        var scale = new double[width];
        var offset = new double[width];
        for (var column = 0; column < width; column++)
        {
            var mean = inputs.Average(input => input[column]);
            var deviation = Math.Sqrt(inputs.Average(input => (input[column] - mean) * (input[column] - mean)));
            scale[column] = 1 / deviation;
            offset[column] = -mean / deviation;
            foreach (var input in inputs)
            {
                input[column] = (input[column] * scale[column]) + offset[column];
            }
        }

        return (scale, offset);
    }
}
