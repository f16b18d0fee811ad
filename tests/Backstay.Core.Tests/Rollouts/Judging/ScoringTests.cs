using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Rollouts.Judging;

public sealed class ScoringTests
{
    [Theory]
    [InlineData(ScoreKind.Equal, 0, "1", "1.0", 1.0)]
    [InlineData(ScoreKind.Equal, 0, "\"a\"", "\"\\u0061\"", 1.0)]
    [InlineData(ScoreKind.Equal, 0, "\"1\"", "1", 0.0)]
    [InlineData(ScoreKind.Equal, 0, "true", "1", 1.0)]
    [InlineData(ScoreKind.Equal, 0, "2", "1", 0.0)]
    [InlineData(ScoreKind.Class, 0.5, "0.7", "true", 1.0)]
    [InlineData(ScoreKind.Class, 0.5, "0.7", "0", 0.0)]
    [InlineData(ScoreKind.Class, 0.5, "0.5", "1", 1.0)]
    [InlineData(ScoreKind.Class, 0.5, "0.5", "2", null)]
    [InlineData(ScoreKind.Within, 10, "105", "95", 1.0)]
    [InlineData(ScoreKind.Within, 10, "106", "95", 0.0)]
    [InlineData(ScoreKind.Within, 10, "\"x\"", "95", null)]
    [InlineData(ScoreKind.Brier, 0, "0.75", "true", 0.9375)]
    [InlineData(ScoreKind.Brier, 0, "0.75", "0", 0.4375)]
    [InlineData(ScoreKind.Brier, 0, "1.5", "1", null)]
    [InlineData(ScoreKind.Equal, 0, null, "1", null)]
    [InlineData(ScoreKind.Equal, 0, "[1]", "1", null)]
    [InlineData(ScoreKind.Equal, 0, "null", "null", null)]
    [InlineData(ScoreKind.Equal, 0, "\"\\ud800", "1", null)]
    [InlineData(ScoreKind.Equal, 0, "1e999", "1", null)]
    public void An_answer_is_scored_against_its_label(ScoreKind kind, double tolerance, string? answer, string? label, double? score) =>
        Assert.Equal(score, Scoring.Score(new ScoreConfig(kind, "f", tolerance), answer, label));

    [Theory]
    [InlineData(ScoreKind.Class, 0.5, "0.6", "0.9", true)]
    [InlineData(ScoreKind.Class, 0.5, "0.4", "0.9", false)]
    [InlineData(ScoreKind.Within, 1, "4", "5", true)]
    [InlineData(ScoreKind.Equal, 0, "\"a\"", "\"b\"", false)]
    [InlineData(ScoreKind.Equal, 0, null, "1", null)]
    public void Two_answers_agree_by_the_same_rule(ScoreKind kind, double tolerance, string? one, string other, bool? agrees) =>
        Assert.Equal(agrees, Scoring.Agrees(new ScoreConfig(kind, "f", tolerance), one, other));

    [Fact]
    public void No_text_makes_it_throw_and_every_score_lies_between_0_and_1() =>
        Prop.ForAll<string?, string?, byte>((answer, label, kind) =>
        {
            var config = new ScoreConfig((ScoreKind)(kind % 4), "f", 0.5);
            _ = Scoring.Agrees(config, answer, label);
            return Scoring.Score(config, answer, "\"" + label) is null or (>= 0 and <= 1) && Scoring.Score(config, answer, label) is null or (>= 0 and <= 1);
        }).QuickCheckThrowOnFailure();
}
