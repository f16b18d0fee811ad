using System.Buffers;
using System.Text;
using Backstay.Core.Primitives.Inference;
using Backstay.Gateway.Processing;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Gateway.Tests.Processing;

public sealed class DataProcessorTests
{
    private const string Flights = """
        {"inputs":[
          {"tensor":"features","datatype":"FP32","fields":[
            {"field":"distance","scale":0.001,"offset":0,"default":null},
            {"field":"weather.wind","scale":2,"offset":-1},
            {"field":"night","default":0.5},
            {"field":"carrier","scale":10,"map":{"AA":1,"Zürich \"Air\"":2}}]},
          {"tensor":"ids","datatype":"INT64","fields":[{"field":"distance"}]}],
         "outputs":[
          {"field":"probability","tensor":"p","index":1,"scale":100,"offset":1},
          {"field":"label","tensor":"l","index":0}]}
        """;

    private static readonly CompiledProcessor Processor = CompiledProcessor.Parse(Encoding.UTF8.GetBytes(Flights)).Value;

    [Fact]
    public void Fields_become_columns_in_the_declared_order_by_scale_offset_default_and_map()
    {
        var request = Apply("""{"carrier":"Z\u00fcrich \"Air\"","weather":{"wind":3,"sun":[1,{}]},"extra":{"a":[]},"distance":1500}""");

        var features = Assert.IsType<Tensor<float>>(request.Inputs[0]);
        Assert.Equal([1, 4], features.Shape);
        Assert.Equal([1.5f, 5f, 0.5f, 20f], features.Data.ToArray());
        Assert.Equal([1500L], Assert.IsType<Tensor<long>>(request.Inputs[1]).Data.ToArray());
        Assert.Equal(["p", "l"], request.Outputs);
    }

    [Fact]
    public void Booleans_count_as_numbers_and_null_as_missing()
    {
        var data = Assert.IsType<Tensor<float>>(Apply("""{"distance":true,"weather":{"wind":false},"night":null,"carrier":3}""").Inputs[0]).Data;

        Assert.Equal([0.001f, -1f, 0.5f, 30f], data.ToArray());
    }

    [Fact]
    public void A_batch_has_a_row_for_each_instance_and_is_answered_in_kind()
    {
        var request = Apply("""{"unit":"u","instances":[{"distance":1,"weather":{"wind":1},"carrier":"AA"},{"distance":2,"weather":{"wind":2},"carrier":"AA"}]}""");
        Assert.Equal([2, 4], request.Inputs[0].Shape);

        var response = new InferenceResponse("m", "1", null, [Tensor.Of("p", [2, 2], [0f, 0.25f, 0f, 0.5f]), Tensor.Of("l", [2], ["on time", "late"])]);
        var (answer, problem) = Write(request, response);

        Assert.Null(problem);
        Assert.Equal("""{"predictions":[{"probability":26,"label":"on time"},{"probability":51,"label":"late"}]}""", answer);
    }

    [Theory]
    [InlineData("""{"weather":{"wind":1},"carrier":"AA"}""", "distance")]
    [InlineData("""{"distance":null,"weather":{"wind":1},"carrier":"AA"}""", "distance")]
    [InlineData("""{"distance":1,"weather":1,"carrier":"AA"}""", "weather.wind")]
    [InlineData("""{"distance":"1","weather":{"wind":1},"carrier":"AA"}""", "distance")]
    [InlineData("""{"distance":1,"weather":{"wind":[1]},"carrier":"AA"}""", "weather.wind")]
    [InlineData("""{"distance":1,"weather":{"wind":1},"carrier":"BB"}""", "carrier")]
    [InlineData("""{"distance":1,"distance":2,"weather":{"wind":1},"carrier":"AA"}""", "distance")]
    [InlineData("""{"distance":1e300,"weather":{"wind":1},"carrier":"AA"}""", "distance")]
    [InlineData("""{"distance":1.5,"weather":{"wind":1},"carrier":"AA"}""", "distance")]
    [InlineData("""{"instances":[{"distance":1,"weather":{"wind":1},"carrier":"AA"},{"distance":1}]}""", "instances[1].weather.wind")]
    [InlineData("""{"instances":[]}""", "instances")]
    [InlineData("""{"instances":[1]}""", "instances[0]")]
    [InlineData("""{"instances":{}}""", "instances")]
    [InlineData("""[1]""", "body")]
    [InlineData("""{"distance":1""", "body")]
    [InlineData("""{}{}""", "body")]
    [InlineData("", "body")]
    public void What_a_caller_sends_wrong_is_named(string body, string field)
    {
        var result = Processor.Apply(Encoding.UTF8.GetBytes(body));

        Assert.Equal((false, field), (result.IsOk, result.Problem?.Field));
    }

    [Fact]
    public void A_batch_has_a_bound()
    {
        var row = """{"distance":1,"weather":{"wind":1},"carrier":"AA"}""";
        string Batch(int rows) => $$"""{"instances":[{{string.Join(',', Enumerable.Repeat(row, rows))}}]}""";

        Assert.Equal(DataProcessor.MaxInstances, Apply(Batch(DataProcessor.MaxInstances)).Inputs[0].Shape[0]);
        Assert.Equal("instances", Processor.Apply(Encoding.UTF8.GetBytes(Batch(DataProcessor.MaxInstances + 1))).Problem?.Field);
    }

    [Fact]
    public void Every_error_of_a_definition_is_reported_by_its_path()
    {
        var bad = """
            {"inputs":[{"tensor":"","datatype":"FP8","fields":[{"field":"a..b","scale":"x","colour":1},{"field":"instances.a"}]},{"tensor":"t","datatype":"FP32","fields":[]}],
             "outputs":[{"field":"a.b","tensor":"p","index":-1},{"field":"c"}],"more":1}
            """;

        Assert.Null(DataProcessorReader.Read(Encoding.UTF8.GetBytes(bad), out var problems));

        Assert.Equal(
            [
                "inputs[0].datatype", "inputs[0].fields[0].colour", "inputs[0].fields[0].field", "inputs[0].fields[0].scale",
                "inputs[0].fields[1].field", "inputs[0].tensor", "inputs[1].fields", "more", "outputs[0].field", "outputs[0].index",
                "outputs[1].tensor",
            ],
            problems.Select(p => p.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"inputs\":[],\"inputs\":[],\"outputs\":[]}")]
    [InlineData("{\"inputs\":null,\"outputs\":5}")]
    [InlineData("{\"inputs\":[\"\\ud800\"]}")]
    public void A_definition_that_is_none_is_a_problem_and_no_exception(string text) =>
        Assert.False(CompiledProcessor.Parse(Encoding.UTF8.GetBytes(text)).IsOk);

    [Fact]
    public void An_answer_without_its_tensor_element_or_finite_number_is_the_releases_failure()
    {
        var request = Apply("""{"distance":1,"weather":{"wind":1},"carrier":"AA"}""");
        var label = Tensor.Of("l", [1], ["x"]);
        Tensor[] wrong =
        [
            Tensor.Of("q", [2], [1f, 2f]), Tensor.Of("p", [1], [1f]), Tensor.Of("p", [2], [0f, float.NaN]), Tensor.Of("p", [0], Array.Empty<float>()),
        ];

        Assert.All(wrong, tensor => Assert.Equal("wrong-shape", Write(request, new InferenceResponse("m", null, null, [tensor, label])).Problem?.Code));
    }

    [Fact]
    public void No_bytes_make_it_throw() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var body = Encoding.UTF8.GetBytes("""{"distance":1500,"weather":{"wind":3},"instances":[{"distance":1}],"carrier":"AA"}""");
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        _ = Processor.Apply(body);
        _ = DataProcessorReader.Read(body);
    }).QuickCheckThrowOnFailure();

    private static InferenceRequest Apply(string body) => Processor.Apply(Encoding.UTF8.GetBytes(body)).Value;

    private static (string Answer, Core.Primitives.Problem? Problem) Write(InferenceRequest request, InferenceResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        var problem = Processor.WriteAnswer(output, request, response);
        return (Encoding.UTF8.GetString(output.WrittenSpan), problem);
    }
}
