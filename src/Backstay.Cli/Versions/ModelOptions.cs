using System.Collections.Immutable;
using System.CommandLine;
using Backstay.Client;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.Cli.Versions;

/// <summary>The options of <c>version register</c> that only models have.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _architecture = new("--architecture") { Description = "Models: the architecture, in a few words.", HelpName = "TEXT" };
    private readonly Option<FileInfo?> _schema = new("--schema")
    {
        Description = "Models: a JSON file with inputSchema and outputSchema, each a list of {name, datatype, shape}; may hold the architecture too.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _input = new("--input-schema") { Description = "Models: a JSON file with the list of input tensors.", HelpName = "FILE" };
    private readonly Option<FileInfo?> _output = new("--output-schema") { Description = "Models: a JSON file with the list of output tensors.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Options.Add(_architecture);
        command.Options.Add(_schema);
        command.Options.Add(_input);
        command.Options.Add(_output);
    }

    /// <summary>Null where none of the options is given.</summary>
    public async Task<ModelDescription?> ReadAsync(ParseResult parsed, CancellationToken ct)
    {
        var schema = parsed.GetValue(_schema) is { } file ? await JsonFiles.ReadAsync<SchemaFile>(file, "--schema", ct) : new SchemaFile();
        var architecture = parsed.GetValue(_architecture) ?? schema.Architecture;
        var input = await ReadTensorsAsync(parsed, _input, ct) ?? schema.InputSchema;
        var output = await ReadTensorsAsync(parsed, _output, ct) ?? schema.OutputSchema;
        if (architecture is null && input is null && output is null)
        {
            return null;
        }

        return new ModelDescription(
            architecture ?? throw Missing("--architecture"),
            input ?? throw Missing("--input-schema"),
            output ?? throw Missing("--output-schema"));
    }

    private static async Task<ImmutableArray<TensorSpec>?> ReadTensorsAsync(ParseResult parsed, Option<FileInfo?> option, CancellationToken ct) =>
        parsed.GetValue(option) is { } file ? await JsonFiles.ReadAsync<ImmutableArray<TensorSpec>>(file, option.Name, ct) : null;

    private static BackstayException Missing(string option) =>
        CliProblems.BadInput(option, "A model has an architecture, an input schema and an output schema.", "Give --architecture and --schema FILE.");

    private sealed record SchemaFile
    {
        public string? Architecture { get; init; }

        public ImmutableArray<TensorSpec>? InputSchema { get; init; }

        public ImmutableArray<TensorSpec>? OutputSchema { get; init; }
    }
}
