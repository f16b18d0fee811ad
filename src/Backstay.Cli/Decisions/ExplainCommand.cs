using System.CommandLine;
using Backstay.Client.Decisions;
using Backstay.Core.Routing;

namespace Backstay.Cli.Decisions;

/// <summary><c>backstay explain</c>: why this answer.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var decision = new Argument<Guid>("DECISION") { Description = "The decision's id: the answer's Backstay-Decision header." };
        var unit = new Option<string?>("--unit") { Description = "What the unit was, where you know it: shows that the record is its own.", HelpName = "UNIT" };
        var command = new Command("explain", "Why a caller got an answer: the choice made again, and what it was made of. Exit code 1 when the choice is another.") { decision, unit };
        command.Run(async (parsed, context, ct) =>
        {
            var named = parsed.GetValue(unit);
            if (named is not null && (named.Length is 0 or > UnitSource.MaxUnitLength || !named.All(c => c is >= ' ' and <= '~')))
            {
                throw CliProblems.BadInput("--unit", $"A unit can be named here as 1 to {UnitSource.MaxUnitLength} printable ASCII characters.");
            }

            var explanation = await context.Client.ExplainDecisionAsync(parsed.GetRequiredValue(decision), named, ct);
            context.Printer.Print(explanation, console => ExplanationText.Write(console, explanation));
            return explanation.Choice.Same ? ExitCodes.Ok : ExitCodes.Refused;
        });
        return command.WithExamples(
            "backstay explain 01936d3c-5a53-7c7e-9d2b-2f8a1c5e7b90",
            "backstay explain 01936d3c-5a53-7c7e-9d2b-2f8a1c5e7b90 --unit customer-4711");
    }
}
