namespace Backstay.Hosting.Onnx;

/// <summary>What is known of a value in a graph, as far as dividing by it goes.</summary>
internal enum OnnxValueKind
{
    Unknown,
    Floating,

    /// <summary>A constant of whole numbers that holds neither 0 nor -1.</summary>
    SafeDivisor,
}
