using System.Collections.Immutable;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting.Tests;

public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("x FP32 -1,2", "y FP32 -1,1")]
    [InlineData("x FP32 4,2", "y FP32 4,1")]
    [InlineData("x FP32 -1,2", "")]
    public void A_file_that_does_what_is_declared_is_taken(string inputs, string outputs) =>
        Assert.Null(SchemaCheck.Check("model/m@1.0.0", Specs(inputs), Specs(outputs), File("x FP32 -1,2", "y FP32 -1,1;z INT64 1")));

    [Theory]
    [InlineData("w FP32 -1,2", "y FP32 -1,1", "input 'w': the file has no such tensor", "model.inputSchema")]
    [InlineData("x FP64 -1,2", "y FP32 -1,1", "input 'x': the version declares 'x: FP64[-1,2]', and the file has 'x: FP32[-1,2]'", "model.inputSchema")]
    [InlineData("x FP32 -1,3", "y FP32 -1,1", "input 'x'", "model.inputSchema")]
    [InlineData("x FP32 -1,-1", "y FP32 -1,1", "input 'x'", "model.inputSchema")]
    [InlineData("x FP32 2", "y FP32 -1,1", "input 'x'", "model.inputSchema")]
    [InlineData("", "y FP32 -1,1", "input 'x': the file needs it", "model.inputSchema")]
    [InlineData("x FP32 -1,2", "q FP32 -1,1", "output 'q': the file has no such tensor", "model.outputSchema")]
    [InlineData("x FP32 -1,2", "y FP32 -1,5", "output 'y'", "model.outputSchema")]
    [InlineData("x FP32 -1,2", "y INT64 -1,1", "output 'y'", "model.outputSchema")]
    public void A_file_that_does_something_else_is_refused_by_the_name_of_the_tensor(string inputs, string outputs, string what, string field)
    {
        var refused = SchemaCheck.Check("model/m@1.0.0", Specs(inputs), Specs(outputs), File("x FP32 -1,2", "y FP32 -1,1"));

        Assert.Equal(("schema-mismatch", field), (refused?.Code, refused?.Field));
        Assert.Contains(what, refused?.Message, StringComparison.Ordinal);
    }

    private static ModelStatus File(string inputs, string outputs) => new(
        ModelKey.Create("m", "1.0.0").Value, ModelState.Hot, default, null, default, 0, 0, 0, 0, default, Specs(inputs), Specs(outputs));

    private static ImmutableArray<TensorSpec> Specs(string text) =>
    [
        .. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' ')).Select(parts => TensorSpec.Create(
            parts[0], Enum.Parse<TensorType>(parts[1], ignoreCase: true), [.. parts[2].Split(',').Select(long.Parse)]).Value),
    ];
}
