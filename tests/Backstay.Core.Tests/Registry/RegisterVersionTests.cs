using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.Registry;

public sealed class RegisterVersionTests
{
    [Fact]
    public void A_version_is_recorded_with_what_the_registry_fills_in()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("model/flights@1.0.0", "weights", Sample.Training));

        var version = world.State.Registry[Sample.Id("model/flights@1.0.0")];

        Assert.Equal("usr_1", version.RegisteredBy);
        Assert.Equal(7, version.Position);
        Assert.Equal(Sample.ContentOf("weights"), version.Fact.Content);
        Assert.Equal((1, 7L), (version.Fact.FileCount, version.Fact.Size));
        Assert.All(version.Fact.Inputs.Data, data => Assert.Equal(Sample.ContentOf("data"), data.Digest));
        Assert.NotNull(version.Reproducibility);
    }

    [Fact]
    public void Why_and_purpose_are_sealed()
    {
        var world = new TestWorld();
        var fact = (VersionRegistered)world.Accept(Sample.Register("dataset/flights@1.0.0"))[0].Fact;

        Assert.Equal(["Tells delays", "The first one"], world.Sealed.Select(text => text.Text));
        Assert.Equal([fact.Purpose, fact.Why], world.Sealed.Select(text => text.Digest));
    }

    [Fact]
    public void The_same_registration_again_is_answered_with_the_version_that_exists()
    {
        var world = Sample.World();
        var first = Sample.Register("model/flights@1.0.0", "weights", Sample.Training);
        world.Accept(first);
        var position = world.State.Position;

        var data = Sample.Training.Data!.Value;
        var again = first with
        {
            Why = "Sent again by a script",
            Files = [Sample.File("renamed.bin", "weights")],
            Inputs = Sample.Training with
            {
                Data = [data[1], data[0]],
                Hyperparameters = Sample.Json("""{ "eta": 1e-1, "depth": 6.0 }"""),
            },
        };

        Assert.Empty(world.Accept(again));
        Assert.Equal(position, world.State.Position);
    }

    [Fact]
    public void Anything_else_under_a_taken_number_is_a_conflict_that_names_what_differs()
    {
        var world = Sample.World();
        var first = Sample.Register("model/flights@1.0.0", "weights", Sample.Training);
        world.Accept(first);

        Conflict(first with { Content = Sample.ContentOf("other"), Files = [Sample.File("content.bin", "other")] }, "content");
        Conflict(first with { Model = Sample.Model with { Architecture = "another" } }, "model");
        Conflict(first with { Supersedes = Sample.Id("model/base@1.0.0") }, "supersedes");
        Conflict(first with { Inputs = Sample.Training with { Hyperparameters = Sample.Json("{}") } }, "inputs.hyperparameters");
        Conflict(first with { Inputs = Sample.Training with { InitialisedFrom = null, TrainedIn = null } }, "inputs.trainedIn, inputs.initialisedFrom");

        void Conflict(RegisterVersion command, string differs)
        {
            var problem = world.Refuse(command);
            Assert.Equal((ProblemKind.Conflict, "version-taken"), (problem.Kind, problem.Code));
            Assert.Contains($"with other {differs},", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_environment_with_another_behaviour_is_another_environment()
    {
        var world = Sample.World();
        var problem = world.Refuse(Sample.Register("environment/train@1.0.0", "manifest") with { Behaviour = Sample.DigestOf("else") });

        Assert.Contains("behaviour", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_content_under_a_new_number_is_taken_and_reported()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("dataset/flights@1.0.1"));

        var report = RegistrationReports.For(world.State.Registry, Sample.Id("dataset/flights@1.0.1"))!;
        var first = RegistrationReports.For(world.State.Registry, Sample.Id("dataset/flights@1.0.0"))!;

        Assert.Equal([Sample.Id("dataset/flights@1.0.0")], report.SameContentAs.First);
        Assert.Equal((1, 0), (report.SameContentAs.Count, first.SameContentAs.Count));
        Assert.Null(RegistrationReports.For(world.State.Registry, Sample.Id("dataset/flights@9.0.0")));
    }

    [Fact]
    public void Of_many_versions_with_the_same_content_the_first_are_named_and_all_are_counted()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("model/flights@1.0.0")); // of another kind
        for (var i = 1; i <= 50; i++)
        {
            world.Accept(Sample.Register($"dataset/flights@1.0.{i}"));
        }

        var last = RegistrationReports.For(world.State.Registry, Sample.Id("dataset/flights@1.0.50"))!;
        var early = RegistrationReports.For(world.State.Registry, Sample.Id("dataset/flights@1.0.3"))!;

        Assert.Equal(50, last.SameContentAs.Count); // the world has 1.0.0
        Assert.Equal(Enumerable.Range(0, EarlierVersions.MaxNamed).Select(i => Sample.Id($"dataset/flights@1.0.{i}")), last.SameContentAs.First);
        Assert.Equal(["1.0.0", "1.0.1", "1.0.2"], early.SameContentAs.First.Select(id => id.Number.ToString()));
    }

    [Fact]
    public void The_same_training_is_reported_but_never_from_a_partial_hash()
    {
        var world = Sample.World();
        var partial = Sample.Training with { TrainedIn = null };
        foreach (var (id, inputs) in new[]
        {
            ("model/flights@1.0.0", Sample.Training), ("model/flights@1.1.0", Sample.Training),
            ("model/flights@1.2.0", partial), ("model/flights@1.3.0", partial),
        })
        {
            world.Accept(Sample.Register(id, "weights of " + id, inputs));
        }

        Assert.Equal([Sample.Id("model/flights@1.0.0")], Report("model/flights@1.1.0").TrainedBeforeAs.First);
        Assert.Equal(0, Report("model/flights@1.3.0").TrainedBeforeAs.Count);
        Assert.True(Report("model/flights@1.3.0").Reproducibility!.Value.Partial);
        Assert.Equal(Report("model/flights@1.2.0").Reproducibility, Report("model/flights@1.3.0").Reproducibility);

        RegistrationReport Report(string id) => RegistrationReports.For(world.State.Registry, Sample.Id(id))!;
    }

    /// <summary>Else each registration of a sweep over seeds would derive the hashes of all before it.</summary>
    [Fact]
    public void Trainings_that_differ_in_their_seeds_only_have_keys_of_their_own()
    {
        var world = Sample.World();
        long? KeyOf(string id, string seed) => TrainingKey.Of((VersionRegistered)world.Accept(Sample.Register(
            id, "weights of " + id, Sample.Training with { Seeds = ImmutableSortedDictionary<string, string>.Empty.Add("init", seed) }))[0].Fact);

        var (one, same, other) = (KeyOf("model/flights@1.0.0", "7"), KeyOf("model/flights@1.1.0", "7"), KeyOf("model/flights@1.2.0", "8"));

        Assert.NotNull(one);
        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void A_long_list_of_files_is_named_by_the_content_digest_itself()
    {
        ImmutableArray<ContentFile> files = [.. Enumerable.Range(0, 2_000).Select(i => Sample.File($"part-{i:0000}.bin", $"word {i}"))];
        var content = ContentDigests.OfFiles(files).Value;
        var world = new TestWorld();
        var fact = (VersionRegistered)world.Accept(
            Sample.Register("dataset/flights@1.0.0") with { Content = content, Files = files })[0].Fact;

        Assert.Empty(fact.Files);
        Assert.Equal(2_000, fact.FileCount);
        Assert.Equal(files.Sum(file => file.Size), fact.Size);
        Assert.Equal(Digest.Of(ContentDigests.ListBytes(files).Value.Span), ContentDigests.ListObjectOf(fact));
    }

    [Fact]
    public void A_short_list_of_files_stands_in_the_fact_by_path()
    {
        ImmutableArray<ContentFile> files = [Sample.File("b", "2"), Sample.File("a", "1")];
        var world = new TestWorld();
        var fact = (VersionRegistered)world.Accept(Sample.Register("dataset/flights@1.0.0") with
        {
            Content = ContentDigests.OfFiles(files).Value,
            Files = files,
        })[0].Fact;

        Assert.Equal(["a", "b"], fact.Files.Select(file => file.Path));
        Assert.Null(ContentDigests.ListObjectOf(fact));
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "owner", "owner" }, { "purpose", "purpose" }, { "why", "why" }, { "no file", "files" }, { "two files", "files" },
        { "wrong digest", "content" }, { "wrong list digest", "content" }, { "bad path", "files[0].path" },
        { "no model", "model" }, { "no architecture", "model.architecture" }, { "no inputs", "model.inputSchema" },
        { "twice an output", "model.outputSchema" }, { "behaviour", "behaviour" }, { "self", "inputs.derivedFrom[0]" },
        { "unregistered", "inputs.data[0].version" }, { "wrong kind", "inputs.trainedIn" }, { "wrong data kind", "inputs.data[0].version" },
        { "role", "inputs.data[0].role" }, { "data twice", "inputs.data" }, { "seed", "inputs.seeds.numpy" },
        { "seed zero", "inputs.seeds.numpy" }, { "hyperparameters", "inputs.hyperparameters" },
        { "hyperparameters size", "inputs.hyperparameters" }, { "hyperparameters depth", "inputs.hyperparameters" },
        { "hyperparameters integer", "inputs.hyperparameters.x" }, { "supersedes", "supersedes" }, { "supersedes kind", "supersedes" },
        { "commit", "inputs.code.commit" }, { "contradiction", "inputs.code.commit" }, { "dirty", "inputs.code.dirty" },
        { "derived twice", "inputs.derivedFrom" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Each_rule_names_the_field_that_breaks_it(string what, string field)
    {
        var world = Sample.World();
        var position = world.State.Position;

        var problem = world.Refuse(Break(Sample.Register("model/flights@1.0.0", "weights", Sample.Training), what));

        Assert.Equal(ProblemKind.Invalid, problem.Kind);
        Assert.Equal(field, problem.Field);
        Assert.Equal(position, world.State.Position);
    }

    [Fact]
    public void Models_alone_have_a_description_and_start_from_weights()
    {
        var world = Sample.World();

        Assert.Equal("model", world.Refuse(Sample.Register("dataset/x@1.0.0") with { Model = Sample.Model }).Field);
        Assert.Equal("inputs.initialisedFrom", world.Refuse(Sample.Register("dataset/x@1.0.0", "d", new(InitialisedFrom: [Sample.Id("model/base@1.0.0")]))).Field);
        Assert.Equal("behaviour", world.Refuse(Sample.Register("environment/x@1.0.0") with { Behaviour = null }).Field);
    }

    [Fact]
    public void A_registered_code_version_fills_in_the_commit()
    {
        var world = Sample.World();
        world.Accept(Sample.Register("model/flights@1.0.0", "weights", new(
            Code: new CodeReference(EntryPoint: "other.py"), CodeVersion: Sample.Id("code/flights@1.0.0"))));

        var code = world.State.Registry[Sample.Id("model/flights@1.0.0")].Fact.Inputs.Code;

        Assert.Equal(Sample.Code with { EntryPoint = "other.py" }, code);
    }

    private static RegisterVersion Break(RegisterVersion good, string what) => what switch
    {
        "owner" => good with { Owner = " " },
        "purpose" => good with { Purpose = string.Empty },
        "why" => good with { Why = "\t" },
        "no file" => good with { Files = [] },
        "two files" => good with { Files = [Sample.File("a", "weights"), Sample.File("b", "weights")] },
        "wrong digest" => good with { Files = [Sample.File("a", "else")] },
        "wrong list digest" => good with { Content = new ContentDigest(ContentScheme.Files, Sample.DigestOf("weights")) },
        "bad path" => good with { Files = [Sample.File("../a", "weights")] },
        "no model" => good with { Model = null },
        "no architecture" => good with { Model = Sample.Model with { Architecture = "" } },
        "no inputs" => good with { Model = Sample.Model with { InputSchema = [] } },
        "twice an output" => good with { Model = Sample.Model with { OutputSchema = [.. Sample.Model.OutputSchema, TensorSpec.Create("y", TensorType.Int64, []).Value] } },
        "behaviour" => good with { Behaviour = Sample.DigestOf("behaviour") },
        "supersedes" => good with { Supersedes = Sample.Id("model/absent@1.0.0") },
        "supersedes kind" => good with { Supersedes = Sample.Id("dataset/flights@1.0.0") },
        _ => good with { Inputs = BreakInputs(good.Inputs!, what, good.Version) },
    };

    private static StatedInputs BreakInputs(StatedInputs good, string what, VersionId self) => what switch
    {
        "self" => good with { DerivedFrom = [self] },
        "unregistered" => good with { Data = [new DataUse(Sample.Id("dataset/flights@2.0.0"), "training")] },
        "wrong kind" => good with { TrainedIn = Sample.Id("dataset/flights@1.0.0") },
        "wrong data kind" => good with { Data = [new DataUse(Sample.Id("model/base@1.0.0"), "training")] },
        "role" => good with { Data = [new DataUse(Sample.Id("dataset/flights@1.0.0"), "Training set")] },
        "data twice" => good with { Data = [good.Data!.Value[0], good.Data!.Value[0]] },
        "seed" => good with { Seeds = good.Seeds!.SetItem("numpy", "042") },
        "seed zero" => good with { Seeds = good.Seeds!.SetItem("numpy", "-0") },
        "hyperparameters" => good with { Hyperparameters = Sample.Json("[1]") },
        "hyperparameters size" => good with { Hyperparameters = Sample.Json($$"""{"x":"{{new string('x', 17_000)}}"}""") },
        "hyperparameters depth" => good with { Hyperparameters = Sample.Json($$"""{"x":{{new string('[', 16)}}{{new string(']', 16)}}}""") },
        "hyperparameters integer" => good with { Hyperparameters = Sample.Json("""{"x":9007199254740993}""") },
        "commit" => good with { Code = Sample.Code with { Commit = "" } },
        "contradiction" => good with { CodeVersion = Sample.Id("code/flights@1.0.0"), Code = Sample.Code with { Commit = "deadbeef" } },
        "dirty" => good with { CodeVersion = Sample.Id("code/flights@1.0.0"), Code = Sample.Code with { Dirty = Sample.DigestOf("diff") } },
        "derived twice" => good with { DerivedFrom = [Sample.Id("model/base@1.0.0"), Sample.Id("model/base@1.0.0")] },
        _ => throw new ArgumentException(what),
    };

    [Fact]
    public void Half_a_surrogate_pair_in_an_escape_is_the_callers_fault_and_named()
    {
        var problem = Sample.World().Refuse(Sample.Register(
            "model/flights@1.0.0", inputs: Sample.Training with { Hyperparameters = Sample.Json("""{"note":"\ud83d"}""") }));

        Assert.Equal((ProblemKind.Invalid, "inputs.hyperparameters"), (problem.Kind, problem.Field));
    }
}
