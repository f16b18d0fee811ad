namespace Backstay.Examples.Flights.Training;

/// <summary>A feed-forward network in 32-bit floats: dense layers with a rectifier between them, none after the last.
/// A linear model is a network of one layer. This is the plain C# twin of the ONNX file.</summary>
internal sealed record Network(IReadOnlyList<DenseLayer> Layers)
{
    public int Inputs => Layers[0].Inputs;

    /// <summary>For people and the manifest, as "2-24-24-1, relu".</summary>
    public string Architecture =>
        $"{Inputs}-{string.Join('-', Layers.Select(layer => layer.Outputs))}, " + (Layers.Count > 1 ? "relu" : "linear");

    /// <summary>The first output for one row of features.</summary>
    public float Predict(ReadOnlySpan<float> features)
    {
        var width = Layers.Max(layer => Math.Max(layer.Inputs, layer.Outputs));
        Span<float> current = stackalloc float[width];
        Span<float> next = stackalloc float[width];
        features[..Inputs].CopyTo(current);
        for (var i = 0; i < Layers.Count; i++)
        {
            Layers[i].Apply(current, next, rectify: i < Layers.Count - 1);
            var swap = current;
            current = next;
            next = swap;
        }

        return current[0];
    }
}
