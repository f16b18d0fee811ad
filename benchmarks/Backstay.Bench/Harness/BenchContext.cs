using System.Globalization;

namespace Backstay.Bench.Harness;

/// <summary>What a bench is given and where it leaves its figures.</summary>
internal sealed class BenchContext(string bench, IReadOnlyDictionary<string, string> options)
{
    private readonly List<Figure> _figures = [];

    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Conditions, seeds and remarks, for people; to standard error where figures are JSON.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What must not be: the figures are printed, these after them, and the bench exits with 1.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>A whole number from <c>--name N</c>.</summary>
    public int Number(string name, int otherwise) =>
        !options.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new BenchUsageException($"--{name} takes a whole number above 0, not '{text}'");

    /// <summary>A text from <c>--name TEXT</c>; null where it was not given.</summary>
    public string? Text(string name) => options.GetValueOrDefault(name);

    /// <summary>A figure of several runs, of which <paramref name="value"/> is the one that counts.</summary>
    public void Add(string metric, double value, string unit, Runs runs, Target? target = null) =>
        _figures.Add(new Figure(bench, metric, value, unit, target, runs, Peer: null, Ratio: null));

    /// <summary>A figure of one run.</summary>
    public void Add(string metric, double value, string unit, Target? target = null) => Add(metric, value, unit, Runs.Of([value]), target);

    /// <summary>A figure beside that of another system under the same conditions.</summary>
    public void AddBeside(string metric, double value, string unit, Runs runs, Target? target, string peer, double peerValue) =>
        _figures.Add(new Figure(bench, metric, value, unit, target, runs, peer, peerValue == 0 ? null : value / peerValue));
}
