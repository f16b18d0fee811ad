using System.Buffers;
using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Tests.Protocol;

public sealed class TensorSpecTests
{
    [Fact]
    public void A_specification_survives_its_json_form()
    {
        var spec = TensorSpec.Create("x", TensorType.Fp32, [-1, 8]).Value;
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            spec.Write(json);
        }

        Assert.Equal("""{"name":"x","datatype":"FP32","shape":[-1,8]}""", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(spec, TensorSpec.Read(JsonElement.Parse(output.WrittenSpan), "f").Value);
    }

    [Theory]
    [InlineData("""[]""", "f")]
    [InlineData("""{"name":"x","datatype":"FP32"}""", "f.shape")]
    [InlineData("""{"datatype":"FP32","shape":[1]}""", "f.name")]
    [InlineData("""{"name":"x","datatype":"FLOAT","shape":[1]}""", "f.datatype")]
    [InlineData("""{"name":"x","datatype":"FP32","shape":[-2]}""", "f.shape")]
    [InlineData("""{"name":"x","datatype":"FP32","shape":["1"]}""", "f.shape")]
    [InlineData("""{"name":"x","datatype":"FP32","shape":[1,1,1,1,1,1,1,1,1]}""", "f.shape")]
    [InlineData("""{"name":"x","name":"y","datatype":"FP32","shape":[1]}""", "f.name")]
    [InlineData("""{"name":"x","datatype":"FP32","shape":[1],"more":1}""", "f.more")]
    public void A_bad_specification_is_refused_by_the_name_of_the_field(string json, string field) =>
        Assert.Equal(field, TensorSpec.Read(JsonElement.Parse(json), "f").Problem?.Field);

    [Fact]
    public void A_tensor_is_checked_against_type_and_shape()
    {
        var spec = TensorSpec.Create("x", TensorType.Fp32, [-1, 2]).Value;

        Assert.Null(spec.Check(Tensor.Of("x", [3, 2], new float[6]), "inputs[0]"));
        Assert.Equal("inputs[0].datatype", spec.Check(Tensor.Of("x", [3, 2], new double[6]), "inputs[0]")?.Field);
        Assert.Equal("inputs[0].shape", spec.Check(Tensor.Of("x", [2, 3], new float[6]), "inputs[0]")?.Field);
        Assert.Equal("inputs[0].shape", spec.Check(Tensor.Of("x", [6], new float[6]), "inputs[0]")?.Field);
    }

    [Fact]
    public void Any_numeric_element_is_read_as_a_double()
    {
        Assert.True(Tensor.Of("x", [2], [1.5f, 2]).TryGetNumber(0, out var single) && single == 1.5);
        Assert.True(Tensor.Of("x", [1], [true]).TryGetNumber(0, out var flag) && flag == 1);
        Assert.True(Tensor.Of("x", [1], [(Half)0.5]).TryGetNumber(0, out var half) && half == 0.5);
        Assert.False(Tensor.Of("x", [1], ["1"]).TryGetNumber(0, out _));
        Assert.False(Tensor.Of("x", [1], [1L]).TryGetNumber(1, out _));
    }
}
