using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Environments;
using Backstay.Client.Objects;
using Backstay.Client.Versions;
using Backstay.Core.Environments;
using Backstay.Core.Evaluation;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Examples.Flights.Training;
using TensorSpec = Backstay.Core.Primitives.Inference.TensorSpec;

namespace Backstay.Examples.Flights.Story.Control;

/// <summary>Brings the training's files into the registry, with all that is known of them.</summary>
internal sealed class Registrar(BackstayClient client, string models, TrainingManifest manifest)
{
    /// <summary>Data and code of the training, and the environments, in an order in which each finds what it names.</summary>
    public async Task<int> RegisterSurroundingsAsync(CodeReference code, TimeProvider time, CancellationToken ct)
    {
        await RegisterAsync(Versions.TrainingData, TrainingRun.TrainingFile, "Rows that the models learn from", $"Distinct rows of {manifest.Data.Source}, split by a stable hash.", StatedInputs.None, ct);
        await RegisterAsync(Versions.EvaluationData, TrainingRun.EvaluationFile, "Rows held out for scorecards", $"Distinct rows of {manifest.Data.Source}, split by a stable hash.", StatedInputs.None, ct);
        await RegisterBytesAsync(
            Versions.Code, "code.json", JsonSerializer.SerializeToUtf8Bytes(code, WireJson.Options),
            "The trainer's code", "The checkout that this demo was built from.", new StatedInputs(Code: code), null, ct);

        var captured = await new EnvironmentCapture(time).CaptureAsync(new EnvironmentCaptureOptions { Python = null }, ct);
        var environment = EnvironmentManifests.Write(captured).Value;
        await RegisterBytesAsync(Versions.TrainingEnvironment, "environment.json", environment, "Where models are trained", "Captured on this machine.", null, null, ct);
        await RegisterBytesAsync(Versions.ServingEnvironment, "environment.json", environment, "Where models are served", "Captured on this machine.", null, null, ct);

        await RegisterAsync(Versions.MilesAndHours, ModelRecipe.Processor1 + ".json", "Callers' fields to the models' tensor", "Miles and hours as they come.", null, ct);
        await RegisterAsync(
            Versions.KilometresAndDay, ModelRecipe.Processor3 + ".json", "Callers' fields to the models' tensor",
            "Kilometres and the fraction of the day, for models trained on these units.", new StatedInputs(DerivedFrom: [Versions.MilesAndHours]), ct);
        return 7;
    }

    /// <summary>One trained model with its lineage.</summary>
    /// <param name="as">The version number to register it under.</param>
    public Task<RegistrationAnswer> RegisterModelAsync(string name, VersionId @as, VersionId processor, VersionId? supersedes, CancellationToken ct)
    {
        var model = manifest.Models.Single(trained => trained.Name == name);
        var inputs = new StatedInputs(
            CodeVersion: Versions.Code,
            Data: [new DataUse(Versions.TrainingData, "training")],
            TrainedIn: Versions.TrainingEnvironment,
            Hyperparameters: JsonSerializer.SerializeToElement(model.Hyperparameters),
            Seeds: model.Seeds.ToImmutableSortedDictionary(StringComparer.Ordinal),
            ProcessedBy: [processor]);
        return RegisterBytesAsync(
            @as, model.File, File.ReadAllBytes(Path.Combine(models, model.File)), "Estimates how late a flight will arrive", model.Why, inputs,
            new ModelDescription(model.Architecture, [.. model.Inputs.Select(Tensor)], [.. model.Outputs.Select(Tensor)]), ct, supersedes);
    }

    /// <summary>What was measured of a model behind the processor that it was made for.</summary>
    public async Task<Measurement> RecordScorecardAsync(string name, VersionId version, CancellationToken ct)
    {
        var processor = manifest.Models.Single(trained => trained.Name == name).Processor;
        var card = Files.Read<Training.Scorecard[]>(Path.Combine(models, TrainingRun.ScorecardFile)).First(card => card.Model == name && card.Processor == processor);
        await client.RecordScorecardAsync(
            version,
            new ScorecardRequest
            {
                Measures = [.. card.Measures.Select(m => new Measure(m.Metric, m.Value, m.N, m.Low, m.High, m.Slice))],
                Data = Versions.EvaluationData,
            },
            idempotencyKey: null,
            ct);
        return card.Of(Evaluator.Within15, Evaluator.AllRows);
    }

    private static TensorSpec Tensor(Training.TensorSpec spec) =>
        TensorTypes.TryParse(spec.Datatype, out var type)
            ? TensorSpec.Create(spec.Name, type, [.. spec.Shape.Select(length => (long)length)]).Value
            : throw new InvalidDataException($"The training wrote an unknown datatype '{spec.Datatype}'.");

    private Task<RegistrationAnswer> RegisterAsync(
        VersionId version, string file, string purpose, string why, StatedInputs? inputs, CancellationToken ct) =>
        RegisterBytesAsync(version, file, File.ReadAllBytes(Path.Combine(models, file)), purpose, why, inputs, null, ct);

    private async Task<RegistrationAnswer> RegisterBytesAsync(
        VersionId version, string file, ReadOnlyMemory<byte> bytes, string purpose, string why, StatedInputs? inputs,
        ModelDescription? model, CancellationToken ct, VersionId? supersedes = null)
    {
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        var stored = await client.PutObjectAsync(content, Digest.Of(bytes.Span), sent: null, ct);
        var request = new RegisterVersionRequest
        {
            Version = version,
            Files = [new FileReference(file, stored.Digest, stored.Size)],
            Owner = Versions.Owner,
            Purpose = purpose,
            Why = why,
            Inputs = inputs,
            Model = model,
            Supersedes = supersedes,
        };
        return await client.RegisterVersionAsync(request, string.Create(CultureInfo.InvariantCulture, $"story-{version}"), ct);
    }
}
