using System.CommandLine;
using System.Text.Json;
using Backstay.Cli.Output;
using Backstay.Client.Decisions;
using Backstay.Core.Routing;

namespace Backstay.Cli.Decisions;

/// <summary><c>backstay outcome</c>: what became of a decision.</summary>
internal static class OutcomeCommands
{
    public static Command Create() => new("outcome", "Outcomes: labels and measurements of decisions, which arrive later.") { CreatePost() };

    private static Command CreatePost()
    {
        var decision = new Argument<Guid>("DECISION") { Description = "The decision's id: the answer's Backstay-Decision header." };
        var name = new Argument<string>("NAME") { Description = "What it is: label, safety, …" };
        var value = new Argument<string>("VALUE") { Description = "A number, true, false, or text." };
        var command = new Command("post", "Post an outcome; it is on the disk when this ends.") { decision, name, value };
        command.Run(async (parsed, context, ct) =>
        {
            var request = new PostOutcomesRequest { Name = parsed.GetRequiredValue(name), Value = ValueOf(parsed.GetRequiredValue(value)) };
            var answer = await context.Client.PostOutcomesAsync(parsed.GetRequiredValue(decision), request, ct);
            context.Printer.Print(answer, console =>
            {
                foreach (var outcome in answer.Outcomes)
                {
                    console.Line($"{outcome.Name}: {Meaning(outcome.Result)}");
                }
            });
            return answer.Outcomes.Any(outcome => outcome.Result == OutcomeResult.Refused) ? ExitCodes.Refused : ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay outcome post 01936d3c-5a53-7c7e-9d2b-2f8a1c5e7b90 label 1",
            "backstay outcome post 01936d3c-5a53-7c7e-9d2b-2f8a1c5e7b90 safety 0.98");
    }

    /// <summary>A number or boolean as JSON writes it; anything else is text.</summary>
    private static JsonElement ValueOf(string text)
    {
        try
        {
            var value = JsonElement.Parse(text);
            return value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.String
                ? value
                : JsonSerializer.SerializeToElement(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }

    private static string Meaning(OutcomeResult result) => result switch
    {
        OutcomeResult.Accepted => "accepted",
        OutcomeResult.Repeated => "known already, with this value",
        OutcomeResult.Correction => "kept as a correction; the first value is the one that is judged",
        OutcomeResult.Parked => "kept until its decision is known",
        OutcomeResult.Refused => "refused: its decision is not known, and too many wait already",
        _ => Words.Of(result),
    };
}
