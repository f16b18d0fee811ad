using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Evaluation;

/// <summary>Decides the commands of this folder.</summary>
public static class EvaluationDecider
{
    public static Result<NewFacts> Decide(RegistryState registry, RecordScorecard command)
    {
        if (MeasureRules.Check(command.Measures) is { } measures)
        {
            return measures;
        }

        if (!registry.Contains(command.Version))
        {
            return Problem.NotFound("version", command.Version.ToString(), "Register it first: backstay version register.");
        }

        var reference = References.Check(registry, command.Suite, AssetKind.EvaluationSuite, "suite")
            ?? References.Check(registry, command.Data, AssetKind.Dataset, "data");
        return reference is { } wrong
            ? wrong
            : NewFacts.Of(new ScorecardRecorded(command.Version, command.Suite, command.Data, command.Measures));
    }
}
