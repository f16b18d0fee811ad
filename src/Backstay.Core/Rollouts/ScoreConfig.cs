using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Rollouts;

/// <summary>How one answer is scored against its label, in [0, 1], higher better.</summary>
/// <param name="Field">Path of the answer's field, member names joined by dots.</param>
/// <param name="Tolerance">
/// <see cref="ScoreKind.Within"/>: largest accepted distance. <see cref="ScoreKind.Class"/>: the threshold at which
/// a probability says yes.
/// </param>
public sealed record ScoreConfig(ScoreKind Kind, string Field, double Tolerance);

[JsonConverter(typeof(KebabCaseEnumConverter<ScoreKind>))]
public enum ScoreKind
{
    /// <summary>1 when the answer equals the label (numbers, booleans or strings), else 0.</summary>
    Equal,

    /// <summary>1 when (answer &gt;= tolerance) equals the label's truth (true or 1), else 0.</summary>
    Class,

    /// <summary>1 when |answer - label| is at most the tolerance, else 0.</summary>
    Within,

    /// <summary>1 - (answer - label)^2 for a probability against 0 or 1 (Brier 1950).</summary>
    Brier,
}
