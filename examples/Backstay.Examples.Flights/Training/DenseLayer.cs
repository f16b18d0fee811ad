namespace Backstay.Examples.Flights.Training;

/// <summary>output = weights · input + bias; weights are row-major, one row per output.</summary>
internal sealed record DenseLayer(int Inputs, int Outputs, float[] Weights, float[] Bias)
{
    public void Apply(ReadOnlySpan<float> input, Span<float> output, bool rectify)
    {
        for (var row = 0; row < Outputs; row++)
        {
            var sum = Bias[row];
            for (var column = 0; column < Inputs; column++)
            {
                sum += Weights[(row * Inputs) + column] * input[column];
            }

            output[row] = rectify && sum < 0 ? 0 : sum;
        }
    }
}
