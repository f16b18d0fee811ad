using Backstay.Core.Primitives;

namespace Backstay.Hosting;

/// <summary>An engine that turns the bytes of a model file into something that can be run. Thread safe.</summary>
public interface IModelRuntime
{
    /// <summary>Name and version for people and records: <c>onnxruntime 1.30.0</c>.</summary>
    string Name { get; }

    /// <summary>The protocol's name of engine and format: <c>onnxruntime_onnx</c>.</summary>
    string Platform { get; }

    /// <summary>
    /// Loads a model file, which is not needed afterwards. A file that can't be loaded is a problem of the field <c>model</c>.
    /// Takes CPU time in proportion to the file; call it off request threads.
    /// </summary>
    Result<IModelSession> Load(ReadOnlySpan<byte> model);
}
