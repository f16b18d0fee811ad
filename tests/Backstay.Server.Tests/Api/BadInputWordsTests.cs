using System.Text;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Api;

/// <summary>Who sends something wrong reads the field and the rule, in words that don't need our source beside them.</summary>
public sealed class BadInputWordsTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("releases", "", "body", "A body is required: one JSON object.")]
    [InlineData("releases", "null", "body", "A body is required: one JSON object.")]
    [InlineData("releases", "[]", "body", "The value must be an object.")]
    [InlineData("releases", """{"release":"r","parts":null,"backend":"b","owner":"o","why":"w"}""", "parts", "This field must not be null.")]
    [InlineData("rollouts", """{"endpoint":"e","release":"r","why":"w","plan":{"steps":[{"kind":"big","minUnits":1}],"guards":[]}}""", "plan.steps[0].kind", "The value must be one of shadow, canary, full, bake.")]
    [InlineData("rollouts", """{"endpoint":"e","release":"r","why":"w","plan":{"steps":[{"kind":"full","minUnits":"1"}],"guards":[]}}""", "plan.steps[0].minUnits", "The value must be a whole number from -2147483648 to 2147483647.")]
    [InlineData("rollouts", """{"endpoint":"e","release":"r","why":"w","plan":{"steps":{},"guards":[]}}""", "plan.steps", "The value must be a list.")]
    [InlineData("outcomes", """{"outcomes":[{"decision":"01890a5d-ac96-774b-bcce-b302099a8057","name":"label","value":"\ud800"}]}""", "outcomes[0].value", "This field must be well-formed Unicode: it has broken UTF-8 or half of a surrogate pair.")]
    [InlineData("releases/r/check", """{"endpoint":"e","samples":[1,{"a":["\udc00\ud800"]}]}""", "samples[1]", "This field must be well-formed Unicode: it has broken UTF-8 or half of a surrogate pair.")]
    [InlineData("versions", """{"version":"model/m@1.0.0","files":[],"owner":"o","purpose":"p","why":"w","inputs":{"hyperparameters":{"a":["\ud800x"]}}}""", "inputs.hyperparameters", "This field must be well-formed Unicode: it has broken UTF-8 or half of a surrogate pair.")]
    [InlineData("versions", """{"version":"model/m@1.0.0","files":[],"owner":"o","purpose":"p","why":"w","inputs":{"seeds":{"numpy":"1","other":null}}}""", "inputs.seeds.other", "This element must not be null.")]
    [InlineData("environments/compare", """{"a":{"v":1,"behaviour":{"oz":null},"rest":{}},"b":"environment/e@1.0.0"}""", "a.behaviour.oz", "There is no field 'oz' here.")]
    [InlineData("environments/compare", """{"a":{"v":1,"behaviour":{}},"b":"environment/e@1.0.0"}""", "a.behaviour", "'os' is required.")]
    [InlineData("environments/compare", """{"a":{"v":"1"},"b":"environment/e@1.0.0"}""", "a.v", "The value has the wrong type.")]
    [InlineData("tokens?=1", "{}", "query", "A query parameter has a name.")]
    [InlineData("outcomes", """{"outcomes":[{"decision":"x","name":"label","value":1}]}""", "outcomes[0].decision", "The value must be a UUID.")]
    public async Task The_API_says_what_a_value_must_be(string path, string body, string field, string detail)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await node.Http.PostAsync(new Uri("/api/v1/" + path, UriKind.Relative), content, Ct);
        var answer = new TestAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal((400, field, detail), (answer.Status, answer.Field, answer.Json.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("application/json; charset=nope", 400)]
    [InlineData("application/json; charset=\"", 400)]
    [InlineData("text/plain", 415)]
    public async Task A_body_that_can_not_be_decoded_is_refused_by_its_header(string type, int status)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await node.Http.PostAsync(new Uri("/api/v1/releases", UriKind.Relative), content, Ct);
        var answer = new TestAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal((status, "Content-Type"), (answer.Status, answer.Field));
    }

    [Fact]
    public async Task What_is_too_large_for_an_entry_is_refused_by_its_body()
    {
        var answer = await node.CallAsync(
            HttpMethod.Put, "endpoints/too-large",
            new
            {
                stage = "staging",
                owner = "o",
                backends = new[] { new { name = "main", protocol = "json", url = "http://127.0.0.1:9/" } },
                demands = new { scorecards = Enumerable.Repeat(new { metric = "auc", min = 0.5 }, 3_000) },
                why = "w",
            },
            Ct);

        Assert.Equal((413, "entry-too-large", "body"), (answer.Status, answer.Code, answer.Field));
    }

    [Theory]
    [InlineData("explain junk", "error: invalid-input: 'junk' is not a UUID.")]
    [InlineData("ledger proof x", "error: invalid-input: 'x' is not a whole number.")]
    [InlineData("status -o xml", "error: invalid-input: --output: 'xml' is not one of text, json.")]
    public async Task The_command_line_says_what_a_value_must_be(string line, string error)
    {
        var answer = await node.RunAsync(Ct, line.Split(' '));
        Assert.Equal(2, answer.Code);
        Assert.StartsWith(error, answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", answer.Error, StringComparison.Ordinal);
    }
}
