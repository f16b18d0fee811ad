namespace Backstay.Core.Primitives.Inference;

/// <summary>Element types of tensors: the datatypes of the Open Inference Protocol v2.</summary>
public enum TensorType
{
    Bool,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Int8,
    Int16,
    Int32,
    Int64,
    Fp16,
    Fp32,
    Fp64,

    /// <summary>Strings; in JSON and in memory as text.</summary>
    Bytes,
}
