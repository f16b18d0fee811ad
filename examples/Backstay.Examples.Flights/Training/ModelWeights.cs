namespace Backstay.Examples.Flights.Training;

/// <summary>A network in JSON beside its ONNX file, for a server without an ONNX runtime.</summary>
internal sealed record ModelWeights(string Name, string Version, Network Network);
