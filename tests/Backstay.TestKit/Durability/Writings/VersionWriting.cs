using System.Collections.Immutable;
using System.Text;
using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Client.Versions;
using Backstay.Core.Evaluation;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.TestKit.Durability.Writings;

/// <summary>Datasets, models trained on them and on each other, and what was measured of the models.</summary>
internal sealed class VersionWriting(string writer, Random random) : IWriting
{
    private readonly List<int> _registered = [];
    private readonly HashSet<int> _measured = [];
    private readonly HashSet<int> _measurementSent = [];
    private readonly Dictionary<int, (int? Data, int? Model)> _parents = [];
    private int _next;
    private int _read;
    private (RegisterVersionRequest Request, long Position)? _last;

    public int Acknowledged => _registered.Count + _measured.Count;

    private int? LastModel => _registered.Where(number => !IsData(number)).Select(number => (int?)number).LastOrDefault();

    private int? LastData => _registered.Where(IsData).Select(number => (int?)number).LastOrDefault();

    public async Task WriteAsync(BackstayClient client, CancellationToken ct)
    {
        if (LastModel is { } model && random.Next(2) == 0 && _measurementSent.Add(model))
        {
            await client.RecordScorecardAsync(IdOf(model), ScorecardOf(model), idempotencyKey: null, ct);
            _measured.Add(model);
            return;
        }

        var number = _next++;
        _parents[number] = (IsData(number) ? null : LastData, IsData(number) ? null : LastModel);
        using var content = new MemoryStream(ContentOf(number));
        var stored = await client.PutObjectAsync(content, expected: null, sent: null, ct);
        var request = RequestOf(number, new FileReference("content.bin", stored.Digest));
        var answer = await client.RegisterVersionAsync(request, KeyOf(request), ct);
        Assert.True(answer.Created);
        _last = (request, answer.Version.Position);
        _registered.Add(number);
    }

    /// <summary>Sends the last acknowledged registration again: it is told so again, and of the same entry.</summary>
    public async Task RepeatAsync(BackstayClient client, CancellationToken ct)
    {
        if (_last is var (request, position))
        {
            var again = await client.RegisterVersionAsync(request, KeyOf(request), ct);
            Assert.Equal((true, position), (again.Created, again.Version.Position));
        }
    }

    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        var there = (await client.ListVersionsAsync(new VersionQuery(Limit: 1_000), ct)).Versions.Select(version => version.Version).ToHashSet();
        foreach (var number in _registered)
        {
            Assert.True(there.Contains(IdOf(number)), $"The acknowledged version {IdOf(number)} is lost.");
        }

        var inDoubt = Enumerable.Range(0, _next).Except(_registered).Where(number => there.Contains(IdOf(number)));
        foreach (var number in _registered.Skip(all ? 0 : _read).Concat(inDoubt))
        {
            await CheckAsync(client, number, ct);
        }

        _read = _registered.Count;
        var own = there.Where(version => version.Asset.Name.ToString() == writer);
        Assert.All(own, version => Assert.InRange(version.Number.Minor, 0, _next - 1));
    }

    private static string KeyOf(RegisterVersionRequest request) => $"registration-of-{request.Version}";

    private static bool IsData(int number) => number % 4 == 0;

    private static ScorecardRequest ScorecardOf(int number) => new() { Measures = [new Measure("accuracy", number, N: 100, number - 1, number + 1)] };

    private async Task CheckAsync(BackstayClient client, int number, CancellationToken ct)
    {
        var version = await client.GetVersionAsync(IdOf(number), at: null, ct);
        Assert.Equal((WhyOf(number), PurposeOf(number)), (version.Why, version.Purpose));
        using var content = new MemoryStream();
        await client.DownloadFileAsync(IdOf(number), version.Files.Single(), content, ct);
        Assert.Equal(ContentOf(number), content.ToArray());

        var (data, model) = _parents[number];
        var edges = await client.GetLineageAsync(IdOf(number), LineageDirection.Up, depth: 1, relation: null, at: null, ct);
        var expected = new List<(LineageRelation, VersionId)>();
        expected.AddRange(data is { } d ? [(LineageRelation.TrainedOn, IdOf(d))] : []);
        expected.AddRange(model is { } m ? [(LineageRelation.DerivedFrom, IdOf(m))] : []);
        Assert.Equal(expected.ToHashSet(), edges.Steps.Select(step => (step.Edge.Relation, step.Edge.To)).ToHashSet());

        var cards = (await client.GetScorecardsAsync(IdOf(number), at: null, ct)).Scorecards;
        Assert.InRange(cards.Length, _measured.Contains(number) ? 1 : 0, _measurementSent.Contains(number) ? 1 : 0);
        Assert.All(cards, card => Assert.Equal(ScorecardOf(number).Measures, card.Measures));
    }

    private RegisterVersionRequest RequestOf(int number, FileReference file)
    {
        var (data, model) = _parents[number];
        var tensor = TensorSpec.Create("x", TensorType.Fp32, [1]).Value;
        return new RegisterVersionRequest
        {
            Version = IdOf(number),
            Files = [file],
            Owner = writer,
            Purpose = PurposeOf(number),
            Why = WhyOf(number),
            Inputs = new StatedInputs(
                Data: data is { } d ? [new DataUse(IdOf(d), "training")] : null,
                InitialisedFrom: model is { } m ? ImmutableArray.Create(IdOf(m)) : null),
            Model = IsData(number) ? null : new ModelDescription("none", [tensor], [tensor]),
        };
    }

    private byte[] ContentOf(int number) => Encoding.UTF8.GetBytes(FormattableString.Invariant($"content of {writer} {number}"));

    private static string WhyOf(int number) => FormattableString.Invariant($"Number {number} was due.");

    private static string PurposeOf(int number) => FormattableString.Invariant($"To be number {number}.");

    private VersionId IdOf(int number) =>
        VersionId.Parse(FormattableString.Invariant($"{(IsData(number) ? "dataset" : "model")}/{writer}@1.{number}.0"));
}
