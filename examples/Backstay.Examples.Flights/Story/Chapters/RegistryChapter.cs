using System.Globalization;
using Backstay.Client;
using Backstay.Client.Versions;
using Backstay.Core.Lineage;
using Backstay.Core.Registry;
using Backstay.Examples.Flights.Story.Control;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Story.Chapters;

/// <summary>Everything that decides answers becomes an immutable version with lineage; the same training is recognised.</summary>
internal sealed class RegistryChapter : IChapter
{
    private static readonly (string Model, VersionId Version, VersionId Processor, VersionId? Supersedes)[] Models =
    [
        (ModelRecipe.Delay1, Versions.LeastSquares, Versions.MilesAndHours, null),
        (ModelRecipe.Delay2, Versions.Network, Versions.MilesAndHours, Versions.LeastSquares),
        (ModelRecipe.Delay3, Versions.KilometreNetwork, Versions.KilometresAndDay, Versions.Network),
        (ModelRecipe.Delay4, Versions.OutsideNetwork, Versions.MilesAndHours, Versions.Network),
    ];

    public string Number => "2";

    public string Title => "What was it made of? Versions, lineage, scorecards";

    public async Task TellAsync(StoryContext story, CancellationToken ct)
    {
        var client = story.Client;
        var registrar = new Registrar(client, story.ModelFolder, StoryContext.Need(story.Manifest));
        var code = await Checkout.ReadAsync(story.Options.Checkout, ct);
        var others = await registrar.RegisterSurroundingsAsync(code, story.Time, ct);
        story.Timeline.Say($"registered {others} versions: data sets, code at commit {code.Commit?[..12] ?? "unknown"}{(code.Dirty is null ? "" : " with uncommitted changes")}, environments, data processors");

        foreach (var (name, version, processor, supersedes) in Models)
        {
            var registered = await registrar.RegisterModelAsync(name, version, processor, supersedes, ct);
            var score = await registrar.RecordScorecardAsync(name, version, ct);
            story.Timeline.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{version}  reproducibility {registered.Version.Reproducibility}  within 15 min of {score.Value * 100:0.0} % [{score.Low * 100:0.0}, {score.High * 100:0.0}] of {score.N:n0} held-out flights"));
        }

        await SettleLineageAsync(story, client, ct);
        var again = await registrar.RegisterModelAsync(ModelRecipe.Delay2, Versions.NetworkAgain, Versions.MilesAndHours, null, ct);
        var known = again.TrainedBeforeAs.Contains(Versions.Network);
        story.Promises.Settle(PromiseIds.TrainedBefore, known, known
            ? $"{Versions.NetworkAgain} is the training of {string.Join(", ", again.TrainedBeforeAs)}"
            : $"not recognised; reproducibility {again.Version.Reproducibility}");
        story.Timeline.Good($"was this trained before? {Versions.NetworkAgain}: yes, it is the training of {string.Join(", ", again.TrainedBeforeAs)} (reproducibility {again.Version.Reproducibility})");
    }

    private static async Task SettleLineageAsync(StoryContext story, BackstayClient client, CancellationToken ct)
    {
        var view = await client.GetLineageAsync(Versions.KilometreNetwork, LineageDirection.Up, depth: null, relation: null, at: null, ct);
        VersionId[] wanted = [Versions.TrainingData, Versions.Code, Versions.TrainingEnvironment, Versions.KilometresAndDay];
        var found = view.Steps.Select(step => step.Edge.To).ToHashSet();
        var missing = wanted.Where(version => !found.Contains(version)).ToList();
        story.Promises.Settle(PromiseIds.Lineage, missing.Count == 0, missing.Count == 0
            ? $"{Models.Length} models; {Versions.KilometreNetwork} leads to data, code, environment and processor over {view.Steps.Length} edges"
            : $"{Versions.KilometreNetwork} does not lead to {string.Join(", ", missing)}");
    }
}
