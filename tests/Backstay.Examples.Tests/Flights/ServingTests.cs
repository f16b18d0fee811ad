using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backstay.Examples.Flights.Serving;

namespace Backstay.Examples.Tests.Flights;

/// <summary>The outside process of release 4, as a process: it answers, refuses what is no request, dies and comes back.</summary>
public sealed class ServingTests(TrainedFolder trained)
{
    private const string UsualFlight = """{"id":"7","inputs":[{"name":"features","shape":[2,2],"datatype":"FP32","data":[569,13.5,100,8]}]}""";
    private const string LongFlight = """{"inputs":[{"name":"features","shape":[1,2],"datatype":"FP32","data":[2500,13.5]}]}""";

    [Fact]
    public async Task It_answers_dies_of_a_long_flight_and_lives_again_on_the_same_port()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var ready = Path.Combine(folder.Path, "ready.json");
        using var supervisor = Start("supervise", "--model", trained.File("delay-4.weights.json"), "--ready-file", ready, "--restart-ms", "0");
        try
        {
            Assert.StartsWith("life 1: ", await supervisor.StandardOutput.ReadLineAsync(ct), StringComparison.Ordinal);
            var url = ReadyFile.Read(ready).Url;
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            await AnswersAsync(client, ct);
            await RefusesAsync(client, ct);

            await Assert.ThrowsAsync<HttpRequestException>(() => InferAsync(client, LongFlight, ct));

            Assert.EndsWith("ended with exit code 134", await supervisor.StandardOutput.ReadLineAsync(ct), StringComparison.Ordinal);
            Assert.StartsWith("life 2: ", await supervisor.StandardOutput.ReadLineAsync(ct), StringComparison.Ordinal);
            Assert.Equal(url, ReadyFile.Read(ready).Url);
            await AnswersAsync(client, ct);
        }
        finally
        {
            supervisor.Kill(entireProcessTree: true);
            await supervisor.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("train")]
    [InlineData("train", "--out")]
    [InlineData("inspect", "--seed", "-1")]
    [InlineData("supervise", "--model", "a", "--model", "b")]
    public async Task A_wrong_command_line_ends_with_exit_code_2_and_says_why(params string[] args)
    {
        var ct = TestContext.Current.CancellationToken;
        using var program = Start(args);

        var error = await program.StandardError.ReadLineAsync(ct);
        await program.WaitForExitAsync(ct);

        Assert.Equal(2, program.ExitCode);
        Assert.False(string.IsNullOrEmpty(error));
    }

    private async Task AnswersAsync(HttpClient client, CancellationToken ct)
    {
        using var response = await InferAsync(client, UsualFlight, ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        var network = trained.Network("delay-4");

        Assert.Equal("7", answer.GetProperty("id").GetString());
        Assert.Equal("delay-4", answer.GetProperty("model_name").GetString());
        var output = Assert.Single(answer.GetProperty("outputs").EnumerateArray());
        Assert.Equal("delay", output.GetProperty("name").GetString());
        Assert.Equal(
            [network.Predict([569, 13.5f]), network.Predict([100, 8])],
            output.GetProperty("data").EnumerateArray().Select(value => value.GetSingle()));
    }

    private static async Task RefusesAsync(HttpClient client, CancellationToken ct)
    {
        string[] bodies =
        [
            "no json", "[]", "{}", """{"inputs":[{"name":"other","data":[1,2]}]}""", """{"inputs":[{"name":"features","data":[1]}]}""",
            """{"inputs":[{"name":"features","data":["1","2"]}]}""", """{"inputs":[{"name":"features","data":[]}]}""",
        ];
        foreach (var body in bodies)
        {
            using var response = await InferAsync(client, body, ct);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    private static Task<HttpResponseMessage> InferAsync(HttpClient client, string body, CancellationToken ct) =>
        client.PostAsync("/v2/models/delay-4/infer", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), ct);

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(ReadyFile).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
