namespace Backstay.Examples.Flights.Training;

/// <summary>One dense layer while it learns: weights, gradients and Adam's two moments, in doubles.</summary>
internal sealed class TrainingLayer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly int _inputs;
    private readonly bool _rectify;
    private readonly double[] _parameters;
    private readonly double[] _gradients;
    private readonly double[] _first;
    private readonly double[] _second;
    private readonly double[] _inputErrors;

    public TrainingLayer(int inputs, int outputs, bool rectify, Random random)
    {
        _inputs = inputs;
        _rectify = rectify;
        Output = new double[outputs];
        _inputErrors = new double[inputs];
        _parameters = new double[outputs * (inputs + 1)];
        _gradients = new double[_parameters.Length];
        _first = new double[_parameters.Length];
        _second = new double[_parameters.Length];

        // He's uniform initialisation.
        var range = Math.Sqrt(6.0 / inputs);
        for (var i = 0; i < _parameters.Length; i++)
        {
            _parameters[i] = ((random.NextDouble() * 2) - 1) * range;
        }
    }

    public double[] Output { get; }

    /// <summary>Chooses the biases so that each unit bends at a random point of the box [low, high]: rare inputs, such as
    /// flights after midnight, then have bends near them too.</summary>
    public void SpreadBends(double[] low, double[] high, Random random)
    {
        for (var row = 0; row < Output.Length; row++)
        {
            var at = row * (_inputs + 1);
            var sum = 0.0;
            for (var column = 0; column < _inputs; column++)
            {
                sum -= _parameters[at + column] * (low[column] + (random.NextDouble() * (high[column] - low[column])));
            }

            _parameters[at + _inputs] = sum;
        }
    }

    public void Forward(double[] input)
    {
        for (int row = 0, at = 0; row < Output.Length; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < _inputs; column++)
            {
                sum += _parameters[at++] * input[column];
            }

            sum += _parameters[at++];
            Output[row] = _rectify && sum < 0 ? 0 : sum;
        }
    }

    /// <summary>Adds this row's gradients; returns the error of each input.</summary>
    public double[] Backward(double[] input, double[] outputErrors)
    {
        Array.Clear(_inputErrors);
        for (int row = 0, at = 0; row < Output.Length; row++, at += _inputs + 1)
        {
            if (_rectify && Output[row] <= 0)
            {
                continue;
            }

            var error = outputErrors[row];
            for (var column = 0; column < _inputs; column++)
            {
                _gradients[at + column] += error * input[column];
                _inputErrors[column] += error * _parameters[at + column];
            }

            _gradients[at + _inputs] += error;
        }

        return _inputErrors;
    }

    /// <summary>One step of Adam with the mean gradient of <paramref name="rows"/> rows, which is then cleared.</summary>
    public void Step(int step, int rows, double rate)
    {
        var correction = Math.Sqrt(1 - Math.Pow(Beta2, step)) / (1 - Math.Pow(Beta1, step));
        for (var i = 0; i < _parameters.Length; i++)
        {
            var gradient = _gradients[i] / rows;
            _gradients[i] = 0;
            _first[i] = (Beta1 * _first[i]) + ((1 - Beta1) * gradient);
            _second[i] = (Beta2 * _second[i]) + ((1 - Beta2) * gradient * gradient);
            _parameters[i] -= rate * correction * _first[i] / (Math.Sqrt(_second[i]) + Epsilon);
        }
    }

    /// <summary>The layer in 32-bit floats, taking (input * scale + offset) as its input.</summary>
    public DenseLayer Freeze(double[] scale, double[] offset)
    {
        var weights = new float[Output.Length * _inputs];
        var bias = new float[Output.Length];
        for (var row = 0; row < Output.Length; row++)
        {
            var at = row * (_inputs + 1);
            var sum = _parameters[at + _inputs];
            for (var column = 0; column < _inputs; column++)
            {
                weights[(row * _inputs) + column] = (float)(_parameters[at + column] * scale[column]);
                sum += _parameters[at + column] * offset[column];
            }

            bias[row] = (float)sum;
        }

        return new DenseLayer(_inputs, Output.Length, weights, bias);
    }
}
