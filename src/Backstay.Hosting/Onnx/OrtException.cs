namespace Backstay.Hosting.Onnx;

/// <summary>A native call failed that no input can make fail: a bug, or no memory left.</summary>
public sealed class OrtException(string message) : Exception(message);
