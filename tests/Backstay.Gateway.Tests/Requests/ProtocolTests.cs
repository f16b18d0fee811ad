using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Routing;
using Backstay.Gateway.Tests.Harness;
using Backstay.Gateway.Upstreams;
using Backstay.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Gateway.Tests.Requests;

public sealed class ProtocolTests
{
    private const string Version = "data-processor/km@1.0.0";
    private const string OipPath = $"/v2/models/{Routes.Endpoint}/infer";
    private const string Oip = """{"id":"q7","inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""";

    private const string Processor = """
        {"inputs":[{"tensor":"x","datatype":"FP32","fields":[{"field":"a","scale":0.5},{"field":"b","offset":1}]}],
         "outputs":[{"field":"total","tensor":"sum","index":0}]}
        """;

    private readonly HostedFake _models = new();

    [Fact]
    public async Task A_plain_caller_and_a_caller_with_tensors_reach_the_same_hosted_model()
    {
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Hosted("v1", Version)), processor: Processor);

        var plain = await gateway.PostAsync("""{"a":4,"b":1}""");
        var tensors = await gateway.PostAsync(Oip, path: OipPath);

        Assert.Equal((200, """{"total":4}"""), (plain.Status, plain.Body));
        Assert.Equal(
            (200, $$"""{"model_name":"{{Routes.Endpoint}}","model_version":"1.0.0","id":"q7","outputs":[{"name":"sum","shape":[1,1],"datatype":"FP32","data":[3]}]}"""),
            (tensors.Status, tensors.Body));
        Assert.All([plain, tensors], a => Assert.Equal("1.0.0", gateway.RecordOf(a).Attempts[0].ModelVersion));
    }

    [Fact]
    public async Task A_processor_in_front_of_an_inference_server_sends_tensors_and_answers_plainly()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Inference("sum", 9, "41"));
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url, BackendProtocol.Oip, processor: Version)), processor: Processor);

        var answer = await gateway.PostAsync("""{"a":4,"b":1}""");

        Assert.Equal("""{"total":9}""", answer.Body);
        Assert.Equal("41", gateway.RecordOf(answer).Attempts[0].ModelVersion);
        Assert.Equal(
            """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[2,2]}],"outputs":[{"name":"sum"}]}""",
            Assert.Single(upstream.Bodies));
    }

    [Fact]
    public async Task Tensors_go_to_an_inference_server_as_they_were_sent()
    {
        var seen = string.Empty;
        await using var upstream = await LoopbackUpstream.StartAsync(context =>
        {
            seen = context.Request.Path;
            return Behave.Inference("sum", 3, "1")(context);
        });
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url, BackendProtocol.Oip)));

        var answer = await gateway.PostAsync(" " + Oip, path: OipPath);

        Assert.Equal((200, " " + Oip, OipPath), (answer.Status, Assert.Single(upstream.Bodies), seen));
    }

    [Fact]
    public async Task Who_speaks_the_inference_protocol_is_not_answered_in_plain_JSON()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("""{"y":1}"""));
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));

        var answer = await gateway.PostAsync(Oip, path: OipPath);
        var plain = await gateway.PostAsync(Oip);

        Assert.Equal((400, "plain-json-only"), (answer.Status, answer.Code));
        Assert.Equal(
            "endpoint: Release v1 is served by a backend of plain JSON, which has no answer in the Open Inference Protocol.",
            JsonElement.Parse(answer.Body).GetProperty("error").GetString());
        Assert.Contains("/endpoints/ENDPOINT", answer.Body, StringComparison.Ordinal);
        Assert.Equal((200, """{"y":1}"""), (plain.Status, plain.Body));
        Assert.Single(upstream.Bodies); // the refused one never got there
    }

    [Fact]
    public async Task A_canary_of_plain_JSON_fails_callers_with_tensors_whom_the_current_release_answers()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("""{"y":1}"""));
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Hosted("v1", Version)).WithCanary(Routes.Target("v2", upstream.Url), 10_000), processor: Processor);

        var answer = await gateway.PostAsync(Oip, path: OipPath);

        Assert.Equal((200, "v1", "canary-refused-alone"), (answer.Status, answer.Release, answer.Fallback));
        Assert.False(gateway.RecordOf(answer).NotEvidence);
    }

    [Fact]
    public async Task A_field_that_the_processor_misses_is_the_callers_400()
    {
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Hosted("v1", Version)), processor: Processor);

        var answer = await gateway.PostAsync("""{"a":4}""");

        Assert.Equal((400, "b", true), (answer.Status, answer.Field, gateway.RecordOf(answer).NotEvidence));
    }

    [Fact]
    public async Task A_canary_whose_processor_wants_what_callers_never_send_has_failed()
    {
        await using var gateway = await StartAsync();
        var canary = Hosted("v2", "data-processor/km@2.0.0");
        var current = Hosted("v1", Version);
        gateway.Publish(Routes.Route(canary), processor: Processor.Replace("\"b\"", "\"knots\"", StringComparison.Ordinal));
        gateway.Publish(Routes.Route(current), position: 2, processor: Processor);
        Assert.True(gateway.Tables.Swap(Routes.Route(current).WithCanary(canary, 10_000).At(3), gateway.Runtimes));

        var answer = await gateway.PostAsync("""{"a":4,"b":1}""");

        Assert.Equal((200, "v1", "canary-refused-alone"), (answer.Status, answer.Release, answer.Fallback));
        Assert.False(gateway.RecordOf(answer).NotEvidence);
    }

    [Fact]
    public async Task A_model_that_refuses_what_the_releases_own_processor_made_has_failed()
    {
        await using var gateway = await StartAsync();
        _models.Behaviour = (model, request) => Problem.Invalid("inputs[0].shape", "Not eight.");
        gateway.Publish(Routes.Route(Hosted("v1", Version)), processor: Processor);

        var answer = await gateway.PostAsync("""{"a":4,"b":1}""");
        var tensors = await gateway.PostAsync(Oip, path: OipPath);

        Assert.Equal((503, "processor-mismatch"), (answer.Status, gateway.RecordOf(answer).Attempts[0].Error));
        Assert.Equal((400, "inputs[0].shape", "caller-input"), (tensors.Status, tensors.Field, gateway.RecordOf(tensors).Attempts[0].Error));
    }

    [Fact]
    public async Task Outputs_other_than_declared_and_numbers_that_are_not_finite_are_failures()
    {
        await using var gateway = await StartAsync();
        var target = Hosted("v1", null);
        var declared = TensorSpec.Create("sum", TensorType.Fp32, [TensorSpec.Variable, 1]).Value;
        gateway.Runtimes.Set(Routes.Endpoint, gateway.Factory.Create(Name.Parse(Routes.Endpoint), target, null, new ModelSignature([], [declared])).Value);
        Assert.True(gateway.Tables.Swap(Routes.Route(target).At(1), gateway.Runtimes));

        foreach (var wrong in new Tensor[] { Tensor.Of("sum", [1, 2], [1f, 2f]), Tensor.Of("other", [1, 1], [1f]), Tensor.Of("sum", [1, 1], [float.NaN]), Tensor.Of("sum", [1, 1], [1d]) })
        {
            _models.Behaviour = (model, _) => HostedFake.Answer(model, wrong);
            var answer = await gateway.PostAsync(Oip, path: OipPath);
            Assert.Equal((503, "wrong-shape"), (answer.Status, gateway.RecordOf(answer).Attempts[0].Error));
        }

        _models.Behaviour = (_, _) => throw new InvalidOperationException("a host with a bug");
        Assert.Equal("model-failed", gateway.RecordOf(await gateway.PostAsync(Oip, path: OipPath)).Attempts[0].Error);
    }

    [Fact]
    public async Task Plain_json_without_a_processor_must_be_an_inference_request_itself_and_the_error_says_so()
    {
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Hosted("v1", null)));

        var refused = await gateway.PostAsync("""{"a":4}""");
        var taken = await gateway.PostAsync(Oip);

        Assert.Equal(400, refused.Status);
        Assert.Contains("Open Inference Protocol", JsonDocument.Parse(refused.Body).RootElement.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, taken.Status);
    }

    [Theory]
    [InlineData("/v2", 200, "extensions")]
    [InlineData("/v2/health/live", 200, "live")]
    [InlineData("/v2/health/ready", 200, "ready")]
    [InlineData($"/v2/models/{Routes.Endpoint}", 200, "outputs")]
    [InlineData($"/v2/models/{Routes.Endpoint}/ready", 200, "ready")]
    [InlineData("/v2/models/other/ready", 404, "error")]
    [InlineData($"/v2/models/{Routes.Endpoint}/versions/1/ready", 404, "error")]
    [InlineData("/v2/models/", 404, "error")]
    [InlineData("/elsewhere", 404, "error")]
    [InlineData(OipPath, 405, "error")]
    public async Task The_inference_protocols_questions_have_answers(string path, int status, string member)
    {
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Hosted("v1", null)));

        using var response = await gateway.Client.GetAsync(path, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);

        Assert.Equal(status, answer.Status);
        Assert.True(JsonDocument.Parse(answer.Body).RootElement.TryGetProperty(member, out _), answer.Body);
    }

    [Theory]
    [InlineData("", 400, "plain-json-only")]
    [InlineData("/ready", 503, "\"ready\":false")]
    public async Task A_release_of_plain_JSON_is_no_model_of_the_inference_protocol(string path, int status, string says)
    {
        await using var gateway = await StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", new Uri("http://127.0.0.1:9"))));

        using var response = await gateway.Client.GetAsync($"/v2/models/{Routes.Endpoint}{path}", TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);

        Assert.Equal(status, answer.Status);
        Assert.Contains(says, answer.Body, StringComparison.Ordinal);
    }

    private static RouteTarget Hosted(string release, string? processor) => Routes.Target(release, null, BackendProtocol.Hosted, processor: processor);

    private Task<GatewayHarness> StartAsync() => GatewayHarness.StartAsync(services => services.AddSingleton<IHostedModels>(_models));
}
