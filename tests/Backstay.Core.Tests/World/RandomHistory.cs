using System.Collections.Immutable;
using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Tests.Registry;
using Backstay.Core.World.Sequencing;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.World;

/// <summary>Random commands of all that only grows: few names, contents and keys, so that they meet.</summary>
internal static class RandomHistory
{
    private const int Keys = 150;

    private static readonly string[] Named =
    [
        "dataset/a@1.0.0", "dataset/a@1.1.0", "dataset/b@1.0.0", "dataset/c@1.0.0", "model/m@1.0.0", "model/m@2.0.0", "model/m@2.0.0-rc.1",
        "model/n@1.0.0-rc.1", "model/o@1.0.0",
    ];

    /// <summary>What random commands refer to.</summary>
    public static ImmutableArray<Submission> Bases { get; } =
    [
        .. new[] { "dataset", "environment", "model", "data-processor", "evaluation-suite" }
            .Select(kind => Sample.Register($"{kind}/base@1.0.0", kind))
            .Append(Sample.Register("code/base@1.0.0", "code", new StatedInputs(Sample.Code)))
            .Select((command, i) => Submit(command, $"base{i}", "tok")),
    ];

    /// <summary>Every name that a version may have in a history, and one that none has.</summary>
    public static ImmutableArray<VersionId> Ids { get; } =
        [.. Bases.Select(submission => ((RegisterVersion)submission.Command).Version), .. Named.Select(Sample.Id), Sample.Id("model/nobody@9.9.9")];

    /// <summary>Every content, and one that no version has.</summary>
    public static ImmutableArray<ContentDigest> Contents { get; } =
    [
        .. Bases.Select(submission => ((RegisterVersion)submission.Command).Content),
        .. new[] { "x", "y", "nothing" }.SelectMany(word => new[]
        {
            Sample.ContentOf(word), Sample.OfFolder(Sample.Register("dataset/a@1.0.0", word), word).Content,
        }),
    ];

    /// <summary>Every credential, and none.</summary>
    public static ImmutableArray<string?> Credentials { get; } = ["tok", "other", null];

    /// <summary>Every key, and one that nobody used.</summary>
    public static ImmutableArray<string> CommandIds { get; } =
        [.. Enumerable.Range(0, Keys + 1).Select(KeyOf), .. Bases.Select(submission => submission.CommandId), KeyOf(-1)];

    public static ImmutableArray<string?> Slices { get; } = [null, "carrier=AA", "carrier=\"é\"", "nowhere"];

    /// <summary>Commands, some of which will be refused, and keys that come again.</summary>
    public static Gen<Submission> Submissions =>
        from command in Gen.Frequency((3, Registrations), (1, Edges), (1, Scorecards))
        from key in Gen.Choose(0, Keys)
        from credential in Gen.Elements(Credentials.ToArray())
        select Submit(command, KeyOf(key), credential);

    private static Gen<ICommand> Scorecards =>
        from id in Gen.Elements(Named)
        from value in Gen.Choose(-3, 3)
        from slice in Gen.Elements(Slices.ToArray()[..^1])
        from data in Gen.Elements<VersionId?>(null, Sample.Id("dataset/base@1.0.0"))
        from suite in Gen.Elements<VersionId?>(null, Sample.Id("evaluation-suite/base@1.0.0"))
        select (ICommand)new RecordScorecard(
            Sample.Id(id), [new Measure("auc", value / 3.0, 100 + value, Slice: slice), new Measure("loss", -0.0, 1)], suite, data);

    private static Gen<ICommand> Registrations =>
        from id in Gen.Elements(Named)
        from word in Gen.Elements("x", "y")
        from count in Gen.Elements(0, 0, 1, 2)
        from shuffled in Gen.Shuffle(Named)
        from inputs in Inputs
        from owner in Gen.Elements("team-flights", "tëam", "a \"team\"")
        from isFolder in Gen.Elements(false, false, true)
        let command = Sample.Register(id, word, inputs with
        {
            DerivedFrom = [.. shuffled.Take(count).Select(Sample.Id)],
            InitialisedFrom = id.StartsWith("model/", StringComparison.Ordinal) ? inputs.InitialisedFrom : null,
        }) with
        { Owner = owner }
        select (ICommand)(isFolder ? Sample.OfFolder(command, word) : command);

    /// <summary>All that a registration can state, on top of <see cref="Bases"/>, few values of each: trainings meet as well.</summary>
    private static Gen<StatedInputs> Inputs =>
        from code in Gen.Elements<CodeReference?>(null, Sample.Code, Sample.Code with { Dirty = Sample.DigestOf("difference"), EntryPoint = null })
        from codeVersion in Gen.Elements(true, false, false)
        from data in Gen.Elements<DataUse[]>([], [new(Sample.Id("dataset/base@1.0.0"), "training")], [new(Sample.Id("dataset/base@1.0.0"), "training", "2024"), new(Sample.Id("dataset/base@1.0.0"), "validation")])
        from trainedIn in Gen.Elements(true, true, false)
        from hyperparameters in Gen.Elements(null, """{"depth":6,"eta":0.1,"rounds":100}""", """{"b":1e-9,"a":"\u00e9\n","c":{"x":[1,null,true]}}""", """{"a long name of a number that nobody would want to read in a list":1}""")
        from seeds in Gen.Elements("", "1")
        from start in Gen.Elements(true, false)
        from processor in Gen.Elements(true, false, false)
        select new StatedInputs(
            codeVersion ? null : code,
            codeVersion ? Sample.Id("code/base@1.0.0") : null,
            [.. data],
            trainedIn ? Sample.Id("environment/base@1.0.0") : null,
            hyperparameters is null ? null : Sample.Json(hyperparameters),
            seeds.Length == 0 ? null : ImmutableSortedDictionary<string, string>.Empty.Add("numpy", seeds),
            start ? [Sample.Id("model/base@1.0.0")] : null,
            processor ? [Sample.Id("data-processor/base@1.0.0")] : null);

    private static Gen<ICommand> Edges =>
        from pair in Gen.Shuffle(Named)
        from role in Gen.Elements<string?>(null, "holdout")
        from slice in Gen.Elements<string?>(null, "2024", "a longer slice that is kept as it is, since it is longer than most words are")
        select (ICommand)new RecordLineageEdge(Sample.Id(pair[0]), LineageRelation.DerivedFrom, Sample.Id(pair[1]), "because", role, slice);

    private static string KeyOf(int key) => FormattableString.Invariant($"k{key}");

    private static Submission Submit(ICommand command, string key, string? credential) => new(command, new Actor("ann", null, credential), key);
}
