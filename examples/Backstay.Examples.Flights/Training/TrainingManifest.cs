namespace Backstay.Examples.Flights.Training;

/// <summary>What a registry wants to know about a training: <c>manifest.json</c>.</summary>
internal sealed record TrainingManifest(
    int Seed, DataManifest Data, IReadOnlyList<ModelManifest> Models, IReadOnlyList<ProcessorManifest> Processors);

/// <param name="SourceSha256">Of the data set's file as it came.</param>
/// <param name="DistinctRows">Rows left after repeated ones were dropped.</param>
internal sealed record DataManifest(
    string Source, string SourceSha256, int SourceRows, int DistinctRows,
    FileManifest Training, FileManifest Evaluation, FileManifest Live);

/// <param name="DistinctInputs">Distinct (distance, time) pairs, which is what a request holds.</param>
internal sealed record FileManifest(string File, string Sha256, int Rows, int DistinctInputs);

/// <param name="InputUnits">What the numbers mean, element by element: the schema can't tell kilometres from miles.</param>
internal sealed record ModelManifest(
    string Name, string File, string Sha256, string? WeightsFile, string Architecture, string Why, string Processor,
    IReadOnlyDictionary<string, object> Hyperparameters, IReadOnlyDictionary<string, string> Seeds,
    string TrainingDataSha256, int TrainingRows,
    IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs, string InputUnits, string OutputUnits);

internal sealed record ProcessorManifest(string Name, string File, string Sha256);

/// <param name="Shape">-1 for the batch.</param>
internal sealed record TensorSpec(string Name, string Datatype, IReadOnlyList<int> Shape);
