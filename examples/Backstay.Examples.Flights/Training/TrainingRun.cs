using System.Globalization;
using System.Text;
using Backstay.Examples.Flights.Data;

namespace Backstay.Examples.Flights.Training;

/// <summary>The verb <c>train</c>: data files, models, processors, scorecards and the manifest, in one folder. The same seed
/// and source give the same bytes; nothing in the files depends on time, place or machine.</summary>
internal sealed class TrainingRun(string folder, int seed)
{
    public const string TrainingFile = "training.jsonl";
    public const string LiveFile = "live.jsonl";
    public const string EvaluationFile = "evaluation.csv";
    public const string ScorecardFile = "evaluation.json";
    public const string ManifestFile = "manifest.json";

    public TrainingManifest Run(string source)
    {
        Directory.CreateDirectory(folder);
        var flights = FlightFile.Read(source);
        var split = FlightSplit.Of(flights, seed);
        var data = WriteData(source, flights.Count, split);
        var processors = WriteProcessors();

        var networks = new Dictionary<string, Network>(StringComparer.Ordinal);
        var models = new List<ModelManifest>();
        foreach (var recipe in ModelRecipe.All(seed))
        {
            var network = recipe.Options is { } options
                ? NetworkTraining.Fit(split.Training, recipe.Processor, options)
                : LinearTraining.Fit(split.Training, recipe.Processor);
            networks.Add(recipe.Name, network);
            models.Add(WriteModel(recipe, network, data.Training));
        }

        Files.Write(InFolder(ScorecardFile), Scorecards(networks, split.Evaluation));
        var manifest = new TrainingManifest(seed, data, models, processors);
        Files.Write(InFolder(ManifestFile), manifest);
        return manifest;
    }

    /// <summary>Every model behind the processor that it was made for, then the pairs that the story is about.</summary>
    public static List<Scorecard> Scorecards(IReadOnlyDictionary<string, Network> networks, IReadOnlyList<Flight> rows)
    {
        (string Model, string Name, ProcessorMapping Processor)[] pairs =
        [
            (ModelRecipe.Delay1, ModelRecipe.Processor1, Processors.MilesAndHours),
            (ModelRecipe.Delay2, ModelRecipe.Processor1, Processors.MilesAndHours),
            (ModelRecipe.Delay3, ModelRecipe.Processor3Fixed, Processors.KilometresAndDay),
            (ModelRecipe.Delay4, ModelRecipe.Processor1, Processors.MilesAndHours),
            (ModelRecipe.Delay3, ModelRecipe.Processor3, Processors.KilometresAndDayFromMinutes),
            (ModelRecipe.Delay2, ModelRecipe.Processor3, Processors.KilometresAndDayFromMinutes),
            (ModelRecipe.Delay3, ModelRecipe.Processor1, Processors.MilesAndHours),
        ];
        return [.. pairs.Select(pair => Evaluator.Score(pair.Model, networks[pair.Model], pair.Name, pair.Processor, rows))];
    }

    private DataManifest WriteData(string source, int sourceRows, FlightSplit split)
    {
        FlightLines.Write(InFolder(TrainingFile), split.Training, FlightLines.TrainingPrefix);
        FlightLines.Write(InFolder(LiveFile), split.Live, FlightLines.LivePrefix);
        WriteEvaluation(split.Evaluation);
        return new DataManifest(
            FlightFile.Name, Files.Digest(source), sourceRows,
            split.Training.Count + split.Evaluation.Count + split.Live.Count,
            Describe(TrainingFile, split.Training), Describe(EvaluationFile, split.Evaluation), Describe(LiveFile, split.Live));
    }

    private void WriteEvaluation(IReadOnlyList<Flight> rows)
    {
        var text = new StringBuilder("distance,time,delay\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Distance},{row.Time:R},{row.Delay}\n");
        }

        File.WriteAllText(InFolder(EvaluationFile), text.ToString());
    }

    private FileManifest Describe(string file, IReadOnlyList<Flight> rows) => new(
        file, Files.Digest(InFolder(file)), rows.Count, rows.Select(row => (row.Distance, row.Minute)).Distinct().Count());

    private List<ProcessorManifest> WriteProcessors()
    {
        (string Name, ProcessorMapping Processor)[] processors =
        [
            (ModelRecipe.Processor1, Processors.MilesAndHours),
            (ModelRecipe.Processor3, Processors.KilometresAndDayFromMinutes),
            (ModelRecipe.Processor3Fixed, Processors.KilometresAndDay),
        ];
        var manifests = new List<ProcessorManifest>();
        foreach (var (name, processor) in processors)
        {
            var file = $"{name}.json";
            Files.Write(InFolder(file), processor);
            manifests.Add(new ProcessorManifest(name, file, Files.Digest(InFolder(file))));
        }

        return manifests;
    }

    private ModelManifest WriteModel(ModelRecipe recipe, Network network, FileManifest training)
    {
        var file = $"{recipe.Name}.onnx";
        File.WriteAllBytes(InFolder(file), OnnxExport.Write(recipe.Name, network));
        var weights = $"{recipe.Name}.weights.json";
        Files.Write(InFolder(weights), new ModelWeights(recipe.Name, recipe.Name[^1..], network));

        var units = recipe.ProcessorName == ModelRecipe.Processor1 ? "miles, hours of the day" : "kilometres, fraction of the day";
        return new ModelManifest(
            recipe.Name, file, Files.Digest(InFolder(file)), weights, network.Architecture, recipe.Why, recipe.ProcessorName,
            Hyperparameters(recipe), Seeds(recipe), training.Sha256, training.Rows,
            [new TensorSpec(FlightFields.FeatureTensor, FlightFields.Float32, [-1, network.Inputs])],
            [new TensorSpec(FlightFields.Delay, FlightFields.Float32, [-1, 1])],
            units, "minutes late at arrival");
    }

    private Dictionary<string, string> Seeds(ModelRecipe recipe)
    {
        var seeds = new Dictionary<string, string> { ["split"] = seed.ToString(CultureInfo.InvariantCulture) };
        if (recipe.Options is { } options)
        {
            seeds.Add("weights-and-order", options.Seed.ToString(CultureInfo.InvariantCulture));
        }

        return seeds;
    }

    private static Dictionary<string, object> Hyperparameters(ModelRecipe recipe)
    {
        var values = new Dictionary<string, object> { ["loss"] = recipe.Loss };
        if (recipe.Options is { } options)
        {
            values.Add("hidden", options.Hidden);
            values.Add("epochs", options.Epochs);
            values.Add("batch", options.Batch);
            values.Add("learningRate", options.LearningRate);
            values.Add("optimizer", "adam");
        }

        return values;
    }

    private string InFolder(string file) => Path.Combine(folder, file);
}
