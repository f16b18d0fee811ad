namespace Backstay.Server.Tests.Api;

/// <summary>Whatever stands where a number belongs, the refusal names the field as the caller wrote it, and the rule.</summary>
public sealed class NumberInputTests(NodeFixture node)
{
    private const string Whole = "The value must be a whole number from -2147483648 to 2147483647.";
    private const string Any = "The value must be a number; as a string only between 2^53 and 10^21.";
    private const string TooLarge = "This field must be a number within the range of doubles (about 1.8e308).";
    private const string NotExact = "An integer is beyond 2^53, where readers no longer agree on its value.";
    private const string NotFinite = "A number is outside the range of a double.";

    private static readonly string[] NotNumbers = ["\"1\"", "\"NaN\"", "true", "[1]", "{}"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Path, body with a hole for the number, and the field that the hole is.</summary>
    private static readonly (string Path, string Body, string Field)[] WholeNumbers =
    [
        ("rollouts", Rollout("""{"steps":[{"kind":"full","minUnits":#}],"guards":[]}"""), "plan.steps[0].minUnits"),
        ("rollouts", Rollout("""{"steps":[{"kind":"full","weight":#,"minUnits":1}],"guards":[]}"""), "plan.steps[0].weight"),
        ("rollouts", Rollout("""{"steps":[],"guards":[],"holdBack":#}"""), "plan.holdBack"),
        ("rollouts", Rollout("""{"steps":[],"guards":[{"guard":"g","metric":"slow-share","slowerThanMs":#}]}"""), "plan.guards[0].slowerThanMs"),
        ("tokens", """{"name":"n","scope":"admin","holder":"h","lifetimeDays":#}""", "lifetimeDays"),
        ("plan", """{"documents":[{"endpoint":{"endpoint":"e","stage":"production","owner":"o","why":"w","backends":[],"deadlineMs":#}}]}""", "documents[0].endpoint.deadlineMs"),
        ("releases/r/check", """{"endpoint":"e","samples":[],"deadlineMs":#}""", "deadlineMs"),
    ];

    private static readonly (string Path, string Body, string Field)[] Numbers =
    [
        ("rollouts", Rollout("""{"steps":[{"kind":"full","minUnits":1,"minSeconds":#}],"guards":[]}"""), "plan.steps[0].minSeconds"),
        ("rollouts", Rollout("""{"steps":[],"guards":[],"alpha":#}"""), "plan.alpha"),
        ("rollouts", Rollout("""{"steps":[],"guards":[{"guard":"g","metric":"error-rate","limit":#}]}"""), "plan.guards[0].limit"),
        ("rollouts", Rollout("""{"steps":[],"guards":[{"guard":"g","metric":"quality","score":{"kind":"equal","field":"y","tolerance":#}}]}"""), "plan.guards[0].score.tolerance"),
        ("versions/model/m/1.0.0/scorecards", """{"measures":[{"metric":"m","n":1,"value":#}]}""", "measures[0].value"),
        ("versions/model/m/1.0.0/scorecards", """{"measures":[{"metric":"m","n":1,"value":1,"low":#}]}""", "measures[0].low"),
    ];

    [Fact]
    public async Task What_is_no_whole_number_is_refused_by_name_and_rule()
    {
        string[] bad = ["1e400", "-1e400", "9223372036854775808", "2147483648", "1.5", .. NotNumbers];

        await AssertRefusedAsync(from hole in WholeNumbers from value in bad select (hole.Path, hole.Body, value, hole.Field, Whole));
    }

    [Fact]
    public async Task What_is_no_number_is_refused_by_name_and_rule() => await AssertRefusedAsync(
        (from hole in Numbers from value in NotNumbers select (hole.Path, hole.Body, value, hole.Field, Any))
        .Concat(from hole in Numbers from value in new[] { "1e400", "-1e400" } select (hole.Path, hole.Body, value, hole.Field, TooLarge)));

    [Theory]
    [InlineData("1e400")]
    [InlineData("9223372036854775808")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("{}")]
    public async Task A_member_of_a_record_is_named_by_its_own_type_and_not_by_the_records(string value) => await AssertRefusedAsync(
    [
        ("versions/model/m/1.0.0/scorecards", """{"measures":[{"metric":"m","value":1,"n":#}]}""", value, "measures[0].n", "The value must be a whole number."),
        ("versions", """{"version":"dataset/probe@1.0.0","files":[{"path":"a","sha256":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":#}],"owner":"o","purpose":"p","why":"w"}""", value, "files[0].size", "The value must be a whole number."),
    ]);

    [Fact]
    public async Task Numbers_that_have_no_canonical_form_are_named_where_the_caller_wrote_them()
    {
        const string Endpoint = """{"stage":"production","owner":"o","why":"w","backends":[{"name":"b","protocol":"json","url":"http://127.0.0.1:1"}],"safeDefault":#}""";
        var file = (await node.CallAsync(HttpMethod.Put, "objects", "number-input", Ct)).Json.GetProperty("digest").GetString();
        var model = $$"""{"version":"model/probe@1.0.0","files":[{"path":"a","sha256":"{{file}}"}],"owner":"o","purpose":"p","why":"w","model":{"architecture":"a","inputSchema":[],"outputSchema":[]},"inputs":{"hyperparameters":{"lr":[#]} } }""";
        const string Label = """{"outcomes":[{"decision":"01890000-0000-7000-8000-000000000000","name":"label","value":#}]}""";
        await AssertRefusedAsync(
        [
            ("versions/model/m/1.0.0/scorecards", """{"measures":[{"metric":"m","n":1,"value":#}]}""", "9223372036854775808", "measures[0].value", NotExact),
            ("endpoints/probe", Endpoint, "9223372036854775808", "safeDefault", NotExact),
            ("endpoints/probe", Endpoint, "1e400", "safeDefault", NotFinite),
            ("endpoints/probe", Endpoint, """{"a":[1,9223372036854775808]}""", "safeDefault.a[1]", NotExact),
            ("versions", model, "1e400", "inputs.hyperparameters.lr[0]", NotFinite),
            ("outcomes", Label, "1e400", "outcomes[0].value", NotFinite),
            ("outcomes", Label, "9223372036854775808", "outcomes[0].value", NotExact),
        ]);
    }

    [Theory]
    [InlineData("ledger/entries?limit=1e3", "limit", "'1e3' is not a whole number such as 100.")]
    [InlineData("ledger/entries?from=9223372036854775808", "from", "'9223372036854775808' is not a whole number.")]
    [InlineData("versions/model/m/1.0.0?at=1.5", "at", "'1.5' is not a whole number.")]
    [InlineData("ledger?digest=1", "digest", "'1' is not true or false.")]
    public async Task A_number_of_the_query_is_held_to_its_rule_too(string path, string field, string detail)
    {
        var answer = await node.CallAsync(HttpMethod.Get, path, body: null, Ct);

        Assert.Equal((400, field, detail), (answer.Status, answer.Field, answer.Json.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("rollouts", """{"endpoint":"e","release":"r","why":"w","plan":{"steps":[{"kind":"full","min_units":1}],"guards":[]}}""", "plan.steps[0].min_units", "There is no field 'min_units' here. Did you mean 'minUnits'? The fields are kind, weight, minUnits, minSeconds.")]
    [InlineData("versions/model/m/1.0.0/scorecards", """{"measures":[{"metric":"m","n":1,"value":1,"colour":2}]}""", "measures[0].colour", "There is no field 'colour' here. The fields are metric, value, n, low, high, slice.")]
    public async Task An_unknown_member_is_told_the_nearest_one_and_those_that_exist(string path, string body, string field, string detail)
    {
        var answer = await node.CallAsync(HttpMethod.Post, path, body, Ct);

        Assert.Equal((400, field, detail), (answer.Status, answer.Field, answer.Json.GetProperty("detail").GetString()));
    }

    private static string Rollout(string plan) => $$"""{"endpoint":"e","release":"r","why":"w","plan":{{plan}}}""";

    private async Task AssertRefusedAsync(IEnumerable<(string Path, string Body, string Value, string Field, string Detail)> cases)
    {
        var wrong = new List<string>();
        foreach (var (path, body, value, field, detail) in cases)
        {
            var method = path.StartsWith("endpoints", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Post;
            var answer = await node.CallAsync(method, path, body.Replace("#", value, StringComparison.Ordinal), Ct);
            if ((answer.Status, answer.Field) != (400, field) || answer.Json.GetProperty("detail").GetString() != detail)
            {
                wrong.Add($"{field} = {value}: {answer.Status} {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
