namespace Backstay.Hosting.Onnx;

/// <summary>The messages of an ONNX file that can lead to a tensor.</summary>
internal enum OnnxPart
{
    None,
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    SparseTensor,
    Function,
    Training,
}
