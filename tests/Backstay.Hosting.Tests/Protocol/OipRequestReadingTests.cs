using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Tests.Protocol;

public sealed class OipRequestReadingTests
{
    private const string Tensor = """{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}""";

    [Fact]
    public void A_request_is_read_with_its_id_tensors_and_wanted_outputs()
    {
        var request = Read(
            """
            {"id":"a-1","parameters":{"priority":3},
             "inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","parameters":{"k":true},"data":[1,2.5,-3e1,4]},
                       {"name":"t","shape":[1],"datatype":"BYTES","data":["h\u00e9"]}],
             "outputs":[{"name":"b","parameters":{"classification":1}},{"name":"a"}]}
            """).Value;

        Assert.Equal("a-1", request.Id);
        Assert.Equal(["b", "a"], request.Outputs);
        Assert.Equal([1f, 2.5f, -30f, 4f], Data<float>(request.Inputs[0]));
        Assert.Equal([2L, 2L], request.Inputs[0].Shape);
        Assert.Equal(["hé"], Data<string>(request.Inputs[1]));
    }

    [Theory]
    [InlineData("[1,2,3,4,5,6]")]
    [InlineData("[[1,2,3],[4,5,6]]")]
    public void Flat_and_nested_data_are_the_same_tensor(string data)
    {
        var request = Read($$"""{"inputs":[{"name":"x","shape":[2,3],"datatype":"INT64","data":{{data}}}]}""").Value;

        Assert.Equal([1L, 2, 3, 4, 5, 6], Data<long>(request.Inputs[0]));
    }

    [Theory]
    [InlineData("[]", "[7]", 1)]
    [InlineData("[0]", "[]", 0)]
    [InlineData("[0,5]", "[]", 0)]
    [InlineData("[2,0]", "[[],[]]", 0)]
    [InlineData("[1,1,1]", "[[[7]]]", 1)]
    public void Scalars_and_empty_tensors_are_tensors(string shape, string data, int count)
    {
        var request = Read($$"""{"inputs":[{"name":"x","shape":{{shape}},"datatype":"INT32","data":{{data}}}]}""").Value;

        Assert.Equal(count, request.Inputs[0].Count);
    }

    [Fact]
    public void The_members_of_a_tensor_come_in_any_order()
    {
        var request = Read("""{"inputs":[{"data":[[1],[2]],"datatype":"UINT8","shape":[2,1],"name":"x"},{"shape":[1],"data":[true],"name":"y","datatype":"BOOL"}]}""").Value;

        Assert.Equal([(byte)1, (byte)2], Data<byte>(request.Inputs[0]));
        Assert.Equal([true], Data<bool>(request.Inputs[1]));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("{} {}", "body")]
    [InlineData("""{"inputs":[]} x""", "body")]
    [InlineData("""{"inputs":[],}""", "body")]
    [InlineData("""{"inputs":[]/**/}""", "body")]
    [InlineData("{}", "inputs")]
    [InlineData("""{"inputs":null}""", "inputs")]
    [InlineData("""{"inputs":[],"inputs":[]}""", "inputs")]
    [InlineData("""{"inputs":[],"model":"x"}""", "model")]
    [InlineData("""{"id":7,"inputs":[]}""", "id")]
    [InlineData("""{"id":"a","id":"b","inputs":[]}""", "id")]
    [InlineData("""{"id":"a\u0000","inputs":[]}""", "id")]
    [InlineData("""{"id":"\ud800","inputs":[]}""", "body")]
    [InlineData("""{"parameters":[],"inputs":[]}""", "parameters")]
    [InlineData("""{"inputs":[7]}""", "inputs[0]")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"a"},{"name":"a"}]}""", "outputs[1].name")]
    [InlineData("""{"inputs":[],"outputs":[{}]}""", "outputs[0].name")]
    [InlineData("""{"inputs":[],"outputs":["a"]}""", "outputs[0]")]
    public void A_bad_document_is_refused_by_the_name_of_the_field(string body, string field) =>
        Assert.Equal(field, Read(body).Problem?.Field);

    [Theory]
    [InlineData("""{"shape":[1],"datatype":"FP32","data":[1]}""", "name")]
    [InlineData("""{"name":"","shape":[1],"datatype":"FP32","data":[1]}""", "name")]
    [InlineData("""{"name":"x","name":"x","shape":[1],"datatype":"FP32","data":[1]}""", "name")]
    [InlineData("""{"name":"x","datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":[-1],"datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":[1.5],"datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":1,"datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":[1,1,1,1,1,1,1,1,1],"datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":[9223372036854775807,2],"datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":[2000000,2000000,2000000],"datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":[1000000],"datatype":"FP32","data":[1]}""", "shape")]
    [InlineData("""{"name":"x","shape":[1],"data":[1]}""", "datatype")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"fp32","data":[1]}""", "datatype")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32"}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":1}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":[null]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":["1"]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":[1e39]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP16","data":[70000]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP64","data":[1e400]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"UINT8","data":[256]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"UINT64","data":[-1]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"INT32","data":[1.5]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"BOOL","data":[1]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"BYTES","data":[1]}""", "data")]
    [InlineData("""{"name":"x","shape":[3],"datatype":"FP32","data":[1,2]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":[1,2]}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":[[1]]}""", "data")]
    [InlineData("""{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3]]}""", "data")]
    [InlineData("""{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4],[5,6]]}""", "data")]
    [InlineData("""{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],3,4]}""", "data")]
    [InlineData("""{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,[3,4]]}""", "data")]
    [InlineData("""{"name":"x","shape":[2,2],"datatype":"FP32","data":[[[1],[2]],[3,4]]}""", "data")]
    [InlineData("""{"data":[1,2],"name":"x","shape":[1],"datatype":"FP32"}""", "data")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","data":[1],"extra":1}""", "extra")]
    [InlineData("""{"name":"x","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}""", "parameters.binary_data_size")]
    public void A_bad_tensor_is_refused_by_the_name_of_the_field(string tensor, string field) =>
        Assert.Equal($"inputs[0].{field}", Read($$"""{"inputs":[{{tensor}}]}""").Problem?.Field);

    [Fact]
    public void Two_tensors_of_one_name_are_refused() =>
        Assert.Equal("inputs[1].name", Read($$"""{"inputs":[{{Tensor}},{{Tensor}}]}""").Problem?.Field);

    [Fact]
    public void More_tensors_than_the_limit_are_refused()
    {
        var tensors = Enumerable.Range(0, OipLimits.MaxTensors + 1)
            .Select(i => $$"""{"name":"x{{i}}","shape":[1],"datatype":"FP32","data":[1]}""");

        var problem = Read($$"""{"inputs":[{{string.Join(',', tensors)}}]}""").Problem;

        Assert.Equal(ProblemKind.TooLarge, problem?.Kind);
        Assert.Equal("inputs", problem?.Field);
    }

    [Fact]
    public void A_document_above_the_byte_limit_is_refused_unread()
    {
        var problem = OipJson.ReadRequest(new byte[OipLimits.MaxBytes + 1]).Problem;

        Assert.Equal(ProblemKind.TooLarge, problem?.Kind);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var deep = new string('[', 5000) + new string(']', 5000);

        Assert.Equal("body", Read($$"""{"parameters":{"p":{{deep}}},"inputs":[]}""").Problem?.Field);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        var body = Encoding.UTF8.GetBytes("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["?"]}]}""");
        body[Array.IndexOf(body, (byte)'?')] = 0xff;

        Assert.Equal("body", OipJson.ReadRequest(body).Problem?.Field);
    }

    [Fact]
    public void Reading_a_large_tensor_allocates_little_beside_its_array()
    {
        const int Count = 100_000;
        var body = Encoding.UTF8.GetBytes(
            $$"""{"inputs":[{"name":"x","shape":[{{Count}}],"datatype":"FP32","data":[{{string.Join(',', Enumerable.Repeat("1.5", Count))}}]}]}""");
        OipJson.ReadRequest(body);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var request = OipJson.ReadRequest(body).Value;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Count, request.Inputs[0].Count);
        Assert.InRange(allocated, Count * sizeof(float), (Count * sizeof(float)) + 4096);
    }

    private static Result<InferenceRequest> Read(string body) => OipJson.ReadRequest(Encoding.UTF8.GetBytes(body));

    private static T[] Data<T>(Tensor tensor) => Assert.IsType<Tensor<T>>(tensor).Data.ToArray();
}
