using System.Text;
using System.Text.Json.Nodes;
using Backstay.Core.Primitives;
using Backstay.Examples.Onnx;

namespace Backstay.Hosting.Tests;

public sealed class OipModelServiceTests
{
    private const string Body = """{"id":"7","inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4]]}]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_inference_document_is_answered_with_version_and_id()
    {
        await using var host = await HostAsync("1");

        var answer = Text(Service(host).Infer("linear", null, Encoding.UTF8.GetBytes(Body), Ct).Value);

        Assert.Equal("""{"model_name":"linear","model_version":"1","id":"7","outputs":[{"name":"y","shape":[2,1],"datatype":"FP32","data":[4,10]}]}""", answer);
    }

    [Fact]
    public async Task Without_a_version_the_only_hot_one_serves_and_of_several_one_must_be_named()
    {
        await using var host = await HostAsync("1", "2");
        var service = Service(host);

        Assert.Equal("version", Infer(service, "linear", null).Problem?.Field);
        Assert.True(Infer(service, "linear", "2").IsOk);
        await host.UnloadAsync(TestRuntime.Key("linear", "1"), Ct);
        Assert.True(Infer(service, "linear", null).IsOk);
        Assert.Equal(ProblemKind.Unavailable, Infer(service, "linear", "1").Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, Infer(service, "linear", "3").Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, Infer(service, "other", null).Problem?.Kind);
        Assert.Equal(ProblemKind.Invalid, Infer(service, "linear", "a/b").Problem?.Kind);
        await host.UnloadAsync(TestRuntime.Key("linear", "2"), Ct);
        Assert.Equal(ProblemKind.Unavailable, Infer(service, "linear", null).Problem?.Kind);
    }

    [Theory]
    [InlineData("{", "body")]
    [InlineData("""{"inputs":[]}""", "inputs")]
    [InlineData("""{"inputs":[{"name":"q","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""", "inputs[0].name")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","data":[1,2]}]}""", "inputs[0].datatype")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}""", "inputs[0].shape")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1]}]}""", "inputs[0].data")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"outputs":[{"name":"z"}]}""", "outputs[0].name")]
    public async Task Bad_documents_are_problems_that_name_the_field(string body, string field)
    {
        await using var host = await HostAsync("1");

        var problem = Service(host).Infer("linear", "1", Encoding.UTF8.GetBytes(body), Ct).Problem;

        Assert.Equal(field, problem?.Field);
        Assert.StartsWith(field, (string?)JsonNode.Parse(OipModelService.Error(problem!).Span)!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_number_is_a_problem()
    {
        await using var host = new ModelHost(TestRuntime.Instance, new ModelHostOptions(), TimeProvider.System);
        var model = new OnnxModelBuilder("ratio").Input("x", OnnxType.Float32, 1).Div("x", "x", "y").Output("y", OnnxType.Float32, 1).ToBytes();
        await host.LoadAsync(TestRuntime.Key("ratio"), model, ModelWarmUp.Zeros, Ct);

        var problem = Service(host).Infer("ratio", "1", """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[0]}]}"""u8, Ct).Problem;

        Assert.Equal(("not-finite", "outputs[0].data"), (problem?.Code, problem?.Field));
    }

    [Fact]
    public async Task Metadata_names_versions_platform_and_tensors()
    {
        await using var host = await HostAsync("1", "2");
        var service = Service(host);

        Assert.Equal("""{"name":"backstay","version":"0.1.0","extensions":[]}""", Text(service.ServerMetadata()));
        Assert.Equal(
            """{"name":"linear","versions":["1","2"],"platform":"onnxruntime_onnx","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,1]}]}""",
            Text(service.ModelMetadata("linear", "2").Value));
        Assert.Equal(ProblemKind.NotFound, service.ModelMetadata("other", null).Problem?.Kind);
    }

    [Fact]
    public async Task Readiness_follows_the_state_of_the_versions()
    {
        await using var host = await HostAsync("1", "2");
        var service = Service(host);
        await host.UnloadAsync(TestRuntime.Key("linear", "1"), Ct);

        Assert.Equal("""{"live":true}""", Text(service.Live()));
        Assert.True(service.Ready().IsReady);
        Assert.True(service.ModelReady("linear", null).Value.IsReady);
        Assert.False(service.ModelReady("linear", "1").Value.IsReady);
        Assert.Equal("""{"name":"linear","ready":true}""", Text(service.ModelReady("linear", "2").Value.Body));
        Assert.Equal(ProblemKind.NotFound, service.ModelReady("linear", "3").Problem?.Kind);
    }

    private static Result<ReadOnlyMemory<byte>> Infer(OipModelService service, string name, string? version) =>
        service.Infer(name, version, Encoding.UTF8.GetBytes(Body), CancellationToken.None);

    private static OipModelService Service(ModelHost host) => new(host, new OipServerInfo("backstay", "0.1.0"));

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    private static async Task<ModelHost> HostAsync(params string[] versions)
    {
        var host = new ModelHost(TestRuntime.Instance, new ModelHostOptions(), TimeProvider.System);
        foreach (var version in versions)
        {
            Assert.True((await host.LoadAsync(TestRuntime.Key("linear", version), TestModels.Linear(2), ModelWarmUp.Zeros, CancellationToken.None)).IsOk);
        }

        return host;
    }
}
