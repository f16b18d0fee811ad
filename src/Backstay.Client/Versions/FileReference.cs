using Backstay.Core.Primitives;

namespace Backstay.Client.Versions;

/// <summary>One file of a version that is to be registered; its bytes were uploaded before.</summary>
/// <param name="Path">Relative, with <c>/</c>: <c>model.onnx</c>, <c>tokenizer/vocab.txt</c>.</param>
/// <param name="Sha256">The object's digest, with or without <c>sha256:</c>.</param>
/// <param name="Size">Bytes; refused where the object has another size. Null asks the server.</param>
public sealed record FileReference(string Path, Digest Sha256, long? Size = null);
