namespace Backstay.Expressions.Tests.Conformance;

/// <summary>The language's own conformance cases: all pass that aren't excluded by name and with a reason.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    /// <summary>Excluded cases; a change that needs more of them isn't finished.</summary>
    private const int MostExcluded = 807;

    public static TheoryData<string> Files { get; } =
    [
        "basic", "bindings_ext", "block_ext", "comparisons", "conversions", "dynamic", "encoders_ext", "enums", "fields", "fp_math",
        "integer_math", "lists", "logic", "macros", "macros2", "math_ext", "namespace", "network_ext", "optionals", "parse", "plumbing",
        "proto2", "proto2_ext", "proto3", "string", "string_ext", "timestamps", "type_deduction", "unknowns", "wrappers",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_case_of_the_subset_passes_and_no_other_does(string file)
    {
        var wrong = new List<string>();
        var (passed, excluded) = (0, 0);
        foreach (var test in ConformanceCase.In(file))
        {
            var trouble = CaseRunner.Run(test);
            var isExcluded = ExcludedCases.ReasonById.ContainsKey(test.Id);
            (passed, excluded) = isExcluded ? (passed, excluded + 1) : (passed + 1, excluded);
            if (trouble is null == isExcluded)
            {
                wrong.Add(isExcluded ? $"{test.Id} passes and should leave the list" : $"{test.Id}: {test.Source}: {trouble}");
            }
        }

        output.WriteLine($"{file}: {passed} in the subset, {excluded} excluded");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_list_of_excluded_cases_does_not_grow_and_names_real_cases_with_reasons()
    {
        var real = Files.SelectMany(file => ConformanceCase.In(file.Data)).Select(test => test.Id).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(MostExcluded, ExcludedCases.ReasonById.Count);
        Assert.Empty(ExcludedCases.ReasonById.Keys.Where(id => !real.Contains(id)));
        Assert.DoesNotContain("", ExcludedCases.ReasonById.Values);
    }
}
