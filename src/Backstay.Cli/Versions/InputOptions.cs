using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Cli.Versions;

/// <summary>The options of <c>version register</c> that say what a version was made from.</summary>
internal sealed class InputOptions
{
    private readonly Option<DataUse[]> _data = new("--data")
    {
        Description = "A dataset version and what it served as, with an optional slice. Repeatable.",
        HelpName = "dataset/NAME@NUMBER:ROLE[:SLICE]",
        CustomParser = result => [.. result.Tokens.Select(token => ParseData(result, token.Value))],
        DefaultValueFactory = _ => [],
    };

    private readonly Option<FileInfo?> _hyperparameters = new("--hyperparameters") { Description = "A JSON file with an object.", HelpName = "FILE" };
    private readonly Option<KeyValuePair<string, string>[]> _seeds = new("--seed")
    {
        Description = "A seed by name. Repeatable.",
        HelpName = "NAME=INTEGER",
        CustomParser = result => [.. result.Tokens.Select(token => ParseSeed(result, token.Value))],
        DefaultValueFactory = _ => [],
    };

    private readonly Option<VersionId?> _codeVersion = TextValues.Option<VersionId>("--code", "The registered code version.", "code/NAME@NUMBER");
    private readonly Option<string?> _repository = new("--repository") { Description = "Where the code lives.", HelpName = "URL" };
    private readonly Option<string?> _commit = new("--commit") { Description = "The code's commit.", HelpName = "ID" };
    private readonly Option<Digest?> _dirty = TextValues.Option<Digest>("--dirty", "Digest of the uncommitted difference; leave it out where the tree was clean.", "DIGEST");
    private readonly Option<string?> _entryPoint = new("--entry-point") { Description = "What was run: train.py.", HelpName = "TEXT" };
    private readonly Option<bool> _fromGit = new("--from-git") { Description = "Take repository, commit and dirty from the git checkout of the current folder." };
    private readonly Option<VersionId?> _environment = TextValues.Option<VersionId>("--environment", "Where it was trained.", "environment/NAME@NUMBER");
    private readonly Option<VersionId[]> _initialisedFrom = TextValues.Options<VersionId>("--initialised-from", "A model whose weights it started from.", "VERSION");
    private readonly Option<VersionId[]> _processedBy = TextValues.Options<VersionId>("--processed-by", "A data processor that prepared its data.", "VERSION");
    private readonly Option<VersionId[]> _derivedFrom = TextValues.Options<VersionId>("--derived-from", "A version it was made from in any other way.", "VERSION");

    public Option<VersionId?> Supersedes { get; } = TextValues.Option<VersionId>("--supersedes", "The version that it replaces.", "VERSION");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _data, _hyperparameters, _seeds, _fromGit, _repository, _commit, _dirty, _entryPoint, _codeVersion,
            _environment, _initialisedFrom, Supersedes, _processedBy, _derivedFrom,
        })
        {
            command.Options.Add(option);
        }
    }

    public async Task<StatedInputs> ReadAsync(ParseResult parsed, CancellationToken ct) => new(
        await ReadCodeAsync(parsed, ct),
        parsed.GetValue(_codeVersion),
        [.. parsed.GetValue(_data) ?? []],
        parsed.GetValue(_environment),
        parsed.GetValue(_hyperparameters) is { } file ? await JsonFiles.ReadAsync<JsonElement>(file, _hyperparameters.Name, ct) : null,
        ReadSeeds(parsed.GetValue(_seeds) ?? []),
        [.. parsed.GetValue(_initialisedFrom) ?? []],
        [.. parsed.GetValue(_processedBy) ?? []],
        [.. parsed.GetValue(_derivedFrom) ?? []]);

    /// <summary>What is stated, over what git says; null where neither says anything.</summary>
    private async Task<CodeReference?> ReadCodeAsync(ParseResult parsed, CancellationToken ct)
    {
        var git = parsed.GetValue(_fromGit) ? await GitCheckout.ReadAsync(Environment.CurrentDirectory, ct) : new CodeReference();
        var commit = parsed.GetValue(_commit);
        var code = new CodeReference(
            parsed.GetValue(_repository) ?? git.Repository,
            commit ?? git.Commit,
            parsed.GetValue(_dirty) ?? (commit is null ? git.Dirty : null),
            parsed.GetValue(_entryPoint));
        return code == new CodeReference() ? null : code;
    }

    private static ImmutableSortedDictionary<string, string> ReadSeeds(IReadOnlyList<KeyValuePair<string, string>> seeds) =>
        seeds.GroupBy(seed => seed.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice
            ? throw CliProblems.BadInput("--seed", $"The seed '{twice.Key}' is given twice.")
            : ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, seeds);

    private static DataUse ParseData(SymbolResult result, string text)
    {
        var parts = text.Split(':', 3);
        if (parts.Length < 2)
        {
            result.AddError($"--data: '{text}' is not dataset/NAME@NUMBER:ROLE[:SLICE], such as dataset/flights@1.0.0:training.");
        }

        return new DataUse(
            TextValues.Parse<VersionId>("--data", result, parts[0]), parts.Length > 1 ? parts[1] : string.Empty, parts.Length > 2 ? parts[2] : null);
    }

    private static KeyValuePair<string, string> ParseSeed(SymbolResult result, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            result.AddError($"--seed: '{text}' is not NAME=INTEGER, such as split=7.");
        }

        return KeyValuePair.Create(equals < 1 ? text : text[..equals], equals < 1 ? string.Empty : text[(equals + 1)..]);
    }
}
