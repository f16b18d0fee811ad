using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;

namespace Backstay.Cli.Rollouts;

/// <summary><c>backstay rollout</c>: moving traffic to a release, step by step.</summary>
internal static class RolloutCommands
{
    public static Command Create() => new("rollout", "Rollouts: the staged move of traffic from one release to another.")
    {
        CreateStart(),
        RolloutStatusCommand.Create(),
        CreateSteer("pause", "Stand still: no step passes; guards go on judging.", static (client, id, why, ct) => client.PauseRolloutAsync(id, why, ct)),
        CreateSteer("resume", "Go on after a pause.", static (client, id, why, ct) => client.ResumeRolloutAsync(id, why, ct)),
        CreateSteer("abort", "End a rollout by taking its traffic back.", static (client, id, why, ct) => client.AbortRolloutAsync(id, why, ct)),
    };

    private static Command CreateStart()
    {
        var endpoint = TextValues.Argument<Name>("ENDPOINT", "The endpoint.");
        var release = TextValues.Argument<Name>("RELEASE", "The release to move its traffic to.");
        var plan = new Option<FileInfo?>("--plan") { Description = "A plan as JSON or YAML; else the default plan.", HelpName = "FILE" };
        var why = CommonOptions.Why();
        var key = CommonOptions.IdempotencyKey();
        var command = new Command("start", "Start a rollout; an endpoint's first release gets all traffic at once.") { endpoint, release, plan, why, key };
        command.Run(async (parsed, context, ct) =>
        {
            var request = new StartRolloutRequest
            {
                Endpoint = parsed.GetRequiredValue(endpoint),
                Release = parsed.GetRequiredValue(release),
                Plan = parsed.GetValue(plan) is { } file ? await RolloutPlanFile.ReadAsync(file, ct) : null,
                Why = parsed.GetRequiredValue(why),
            };
            var started = await context.Client.StartRolloutAsync(request, parsed.GetValue(key), ct);
            context.Printer.Print(started, console => console.Line(started.Rollout is { } id
                ? $"Rollout {id} to {started.Release} is under way. Watch it: backstay rollout status {id} --watch"
                : $"{started.Release} serves all traffic of {started.Endpoint}: its first release."));
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay rollout start delay delay-2 --why \"Better on long flights.\"",
            "backstay rollout start delay delay-2 --plan plan.yaml --why \"Better on long flights.\"");
    }

    private static Command CreateSteer(
        string verb, string description, Func<BackstayClient, string, string, CancellationToken, Task<RolloutView>> steer)
    {
        var id = new Argument<string>("ROLLOUT") { Description = "The rollout's id, such as delay-2." };
        var why = CommonOptions.Why();
        var command = new Command(verb, description) { id, why };
        command.Run(async (parsed, context, ct) =>
        {
            var rollout = await steer(context.Client, parsed.GetRequiredValue(id), parsed.GetRequiredValue(why), ct);
            context.Printer.Print(rollout, console => console.Line(RolloutText.Headline(rollout.Record)));
            return ExitCodes.Ok;
        });
        return command.WithExamples($"backstay rollout {verb} delay-2 --why \"We look at it first.\"");
    }
}
