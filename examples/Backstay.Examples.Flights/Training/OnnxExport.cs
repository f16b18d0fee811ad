using Backstay.Examples.Onnx;

namespace Backstay.Examples.Flights.Training;

/// <summary>A network as an ONNX file: features [batch, inputs] to delay [batch, 1].</summary>
internal static class OnnxExport
{
    public static byte[] Write(string name, Network network)
    {
        var model = new OnnxModelBuilder(name)
            .Input(FlightFields.FeatureTensor, OnnxType.Float32, OnnxDim.Batch, network.Inputs)
            .Output(FlightFields.Delay, OnnxType.Float32, OnnxDim.Batch, 1);

        var current = FlightFields.FeatureTensor;
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var last = i == network.Layers.Count - 1;
            var output = last ? FlightFields.Delay : $"sum{i}";
            model.Initializer($"weights{i}", layer.Weights, layer.Outputs, layer.Inputs)
                .Initializer($"bias{i}", layer.Bias, layer.Outputs)
                .Gemm(current, $"weights{i}", $"bias{i}", output, transposeWeights: true);
            if (!last)
            {
                model.Relu(output, $"hidden{i}");
                current = $"hidden{i}";
            }
        }

        return model.ToBytes();
    }
}
