using Backstay.Core.Primitives;

namespace Backstay.Hosting.Onnx;

/// <summary>
/// Walks a model file before the native library sees it: whole messages only, bounded in depth and number, no tensor that
/// claims more than the file can hold, and no tensor that lives outside the file. A reference to a file would let whoever
/// registers a model read the server's disk; one form of it even names an address in memory.
/// </summary>
internal static class OnnxFileCheck
{
    /// <summary>Bytes of one model file: the format's own bound is 2 GiB.</summary>
    public const int MaxBytes = 1024 * 1024 * 1024;

    /// <summary>Graphs inside graphs (branches and loop bodies).</summary>
    public const int MaxDepth = 16;

    /// <summary>Nodes and tensors of one file.</summary>
    public const int MaxParts = 1_000_000;

    public static Problem? Check(ReadOnlySpan<byte> model)
    {
        if (model.IsEmpty)
        {
            return Problem.Invalid("model", "The model file is empty.");
        }

        if (model.Length > MaxBytes)
        {
            return new Problem(ProblemKind.TooLarge, "model-too-large", $"A model file has at most {MaxBytes} bytes, not {model.Length}.") { Field = "model" };
        }

        var walk = new OnnxFileWalk(model.Length);
        return walk.Message(model, OnnxPart.Model, depth: 0) ?? walk.Missing() ?? new OnnxDivisionCheck().Model(model);
    }
}
