using System.Text.Json;
using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Tests.Flights;

public sealed class TrainingRunTests(TrainedFolder trained)
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        using var again = new TrainedFolder();

        var names = Directory.GetFiles(trained.Folder).Select(path => Path.GetFileName(path)).Order().ToList();
        Assert.Equal(names, Directory.GetFiles(again.Folder).Select(path => Path.GetFileName(path)).Order());
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(trained.File(name)), File.ReadAllBytes(again.File(name))));

        var small = FlightSplit.Of(FlightFile.Read(TrainedFolder.Source), TrainedFolder.Seed).Training.Take(500).ToList();
        var options = new NetworkOptions([4], Epochs: 1, Batch: 16, LearningRate: 0.01, Seed: 1);
        var one = NetworkTraining.Fit(small, Processors.MilesAndHours, options);
        var other = NetworkTraining.Fit(small, Processors.MilesAndHours, options with { Seed = 2 });
        Assert.NotEqual(one.Layers[0].Weights, other.Layers[0].Weights);
    }

    [Fact]
    public void The_manifest_names_every_file_by_its_digest()
    {
        var manifest = Files.Read<TrainingManifest>(trained.File(TrainingRun.ManifestFile));
        var named = manifest.Models.Select(model => (model.File, model.Sha256))
            .Concat(manifest.Processors.Select(processor => (processor.File, processor.Sha256)))
            .Concat(new[] { manifest.Data.Training, manifest.Data.Evaluation, manifest.Data.Live }.Select(file => (file.File, file.Sha256)))
            .ToList();

        Assert.Equal(10, named.Count);
        Assert.All(named, file => Assert.Equal(Files.Digest(trained.File(file.File)), file.Sha256));
        Assert.All(manifest.Models, model =>
        {
            Assert.Equal(manifest.Data.Training.Sha256, model.TrainingDataSha256);
            Assert.Equal(manifest.Data.Training.Rows, model.TrainingRows);
            Assert.Equal([-1, 2], Assert.Single(model.Inputs).Shape);
        });
    }

    [Fact]
    public void The_manifests_schemas_are_in_the_registrys_own_form()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(trained.File(TrainingRun.ManifestFile)));

        var specs = manifest.RootElement.GetProperty("models").EnumerateArray()
            .SelectMany(model => model.GetProperty("inputs").EnumerateArray().Concat(model.GetProperty("outputs").EnumerateArray()))
            .Select(spec => Core.Primitives.Inference.TensorSpec.Read(spec, "tensor")).ToList();

        Assert.Equal(8, specs.Count);
        Assert.All(specs, spec => Assert.True(spec.IsOk));
    }

    [Fact]
    public void A_live_line_keeps_the_label_apart_from_the_request()
    {
        using var line = JsonDocument.Parse(File.ReadLines(trained.File(TrainingRun.LiveFile)).First());
        var flight = FlightLines.Read(trained.File(TrainingRun.LiveFile)).First();

        Assert.Equal(["unit", "request", "truth"], line.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(FlightLines.Request(flight), line.RootElement.GetProperty("request").GetRawText());
        Assert.Equal(["distance", "time"], line.RootElement.GetProperty("request").EnumerateObject().Select(member => member.Name));
        Assert.Equal(flight.Delay, line.RootElement.GetProperty("truth").GetProperty("delay").GetInt32());
        Assert.Equal(trained.Manifest.Data.Live.Rows, File.ReadLines(trained.File(TrainingRun.LiveFile)).Count());
    }

    [Fact]
    public void The_two_processors_of_release_3_differ_in_one_number_only()
    {
        var wrong = File.ReadAllLines(trained.File("processor-3.json"));
        var right = File.ReadAllLines(trained.File("processor-3-fixed.json"));

        var pair = Assert.Single(wrong.Zip(right), pair => pair.First != pair.Second);
        Assert.Equal(wrong.Length, right.Length);
        Assert.Contains("scale", pair.First, StringComparison.Ordinal);
    }
}
