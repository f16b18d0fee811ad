namespace Backstay.Examples.Onnx;

/// <summary>Element types that the writer can declare; the values are those of the ONNX format (TensorProto.DataType).</summary>
public enum OnnxType
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Float64 = 11,
    UInt32 = 12,
    UInt64 = 13,
}
