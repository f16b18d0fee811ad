using System.Text.Json;
using Backstay.TestKit;

namespace Backstay.Expressions.Tests.Conformance;

/// <summary>One case of the language's own tests. In the data every field is a list, and a literal is {"$lit": "…"}.</summary>
internal sealed record ConformanceCase(string Id, JsonElement Data)
{
    public string Source => Text("expr") ?? "";

    public string Container => Text("container") ?? "";

    public bool IsUnchecked => Text("disable_check") == "true";

    public bool IsCheckOnly => Text("check_only") == "true";

    public bool IsError => Data.TryGetProperty("eval_error", out _);

    /// <summary>The value that is expected; a case without any expects true.</summary>
    public JsonElement? ExpectedValue => Field("value") ?? Field("typed_result")?.FieldOrNull("result");

    public JsonElement? ExpectedType => Field("typed_result")?.FieldOrNull("deduced_type");

    public IEnumerable<JsonElement> Declarations => Data.All("type_env");

    public IEnumerable<JsonElement> Bindings => Data.All("bindings");

    private JsonElement? Field(string name) => Data.FieldOrNull(name);

    private string? Text(string name) => Field(name)?.Literal();

    /// <summary>All cases of one file, by file/section/name; a name that comes again gets a number.</summary>
    public static IReadOnlyList<ConformanceCase> In(string file)
    {
        var path = Path.Combine(RepositoryFolder.Conformance, "cel", file + ".json");
        Assert.SkipUnless(File.Exists(path), $"The conformance set 'cel/{file}' is not here.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var cases = new List<ConformanceCase>();
        foreach (var section in document.RootElement.All("section"))
        {
            foreach (var test in section.All("test"))
            {
                var id = $"{file}/{section.FieldOrNull("name")?.Literal()}/{test.FieldOrNull("name")?.Literal()}";
                seen[id] = seen.GetValueOrDefault(id) + 1;
                cases.Add(new(seen[id] == 1 ? id : $"{id}#{seen[id]}", test.Clone()));
            }
        }

        return cases;
    }
}
