using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Lineage;

/// <summary>Decides the commands of this folder.</summary>
public static class LineageDecider
{
    public const int MaxSlice = 200;

    public static Result<NewFacts> Decide(LineageState lineage, RegistryState registry, RecordLineageEdge command, DecideContext context)
    {
        if ((TextProblem(command) ?? RelationProblem(command) ?? EndsProblem(registry, command)) is { } wrong)
        {
            return wrong;
        }

        var edge = new LineageEdge(command.From, command.Relation, command.To, command.Role, command.Slice);
        if (lineage.From(command.From).Contains(edge))
        {
            return NewFacts.None;
        }

        if (LineageWalk.IsMadeFrom(lineage, command.To, command.From))
        {
            return Problem.Conflict(
                "lineage-cycle",
                $"'{command.To}' was itself made from '{command.From}': the edge would close a circle.",
                "See it with: backstay lineage " + command.To) with
            { Field = "to" };
        }

        return NewFacts.Of(new LineageEdgeRecorded(
            command.From, command.Relation, command.To, command.Role, command.Slice, context.Seal(command.Why)));
    }

    private static Problem? TextProblem(RecordLineageEdge command)
    {
        if (command.Role is not null && !Name.TryParse(command.Role, out _))
        {
            return Problem.Invalid("role", $"A role is {Name.Form}: training, validation, …");
        }

        return TextRules.Required("why", command.Why)
            ?? (command.Slice is null ? null : TextRules.Required("slice", command.Slice, MaxSlice));
    }

    private static Problem? RelationProblem(RecordLineageEdge command) => command.Relation switch
    {
        LineageRelation.EvaluatedBy => Problem.Invalid(
            "relation", "An evaluated-by edge comes with the scorecard that proves it.", "Record the scorecard with its suite."),
        LineageRelation.TrainedOn when command.From.Asset.Kind != AssetKind.Model => Problem.Invalid(
            "relation", $"Only models are trained; '{command.From}' is none.", "Use derived-from."),
        _ => null,
    };

    private static Problem? EndsProblem(RegistryState registry, RecordLineageEdge command)
    {
        if (command.From == command.To)
        {
            return Problem.Invalid("to", $"'{command.From}' can't be made from itself.");
        }

        return References.Check(registry, command.From, kind: null, "from")
            ?? References.Check(registry, command.To, command.Relation.TargetKind(), "to");
    }
}
