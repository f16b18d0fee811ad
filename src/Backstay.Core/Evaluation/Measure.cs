namespace Backstay.Core.Evaluation;

/// <summary>One measured value of a scorecard.</summary>
/// <param name="N">How many cases it was measured on.</param>
/// <param name="Low">Lower end of its confidence interval; null where none was given.</param>
/// <param name="High">Upper end; null where none was given.</param>
/// <param name="Slice">The part of the data; null for the whole.</param>
public sealed record Measure(string Metric, double Value, long N, double? Low = null, double? High = null, string? Slice = null);
