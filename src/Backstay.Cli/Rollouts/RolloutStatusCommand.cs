using System.CommandLine;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Cli.Rollouts;

/// <summary><c>backstay rollout status</c>: each guard's estimate, interval, limit, n and verdict.</summary>
internal static class RolloutStatusCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var which = new Argument<string?>("ID|ENDPOINT")
        {
            Description = "A rollout's id, or an endpoint whose newest rollout is meant; else all rollouts.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var watch = new Option<bool>("--watch") { Description = "Show it again every second until it has ended." };
        var limit = CommonOptions.Limit();
        var command = new Command("status", "How rollouts stand: steps, guards and their evidence.") { which, watch, limit };
        command.Run(async (parsed, context, ct) =>
        {
            if (parsed.GetValue(which) is not { } wanted)
            {
                var all = await context.Client.ListRolloutsAsync(endpoint: null, parsed.GetValue(limit), ct);
                context.Printer.Print(all, console => RolloutText.WriteList(console, all));
                return ExitCodes.Ok;
            }

            var id = await ResolveAsync(context, wanted, ct);
            return await ShowAsync(context, id, parsed.GetValue(watch), ct);
        });
        return command.WithExamples("backstay rollout status", "backstay rollout status delay", "backstay rollout status delay-2 --watch");
    }

    /// <summary>An endpoint's name stands for its newest rollout.</summary>
    private static async Task<string> ResolveAsync(CliContext context, string wanted, CancellationToken ct)
    {
        if (!Name.TryParse(wanted, out var endpoint))
        {
            return wanted;
        }

        var rollouts = await context.Client.ListRolloutsAsync(endpoint, 1, ct);
        return rollouts.Items is [var newest, ..] ? newest.Rollout : wanted;
    }

    private static async Task<int> ShowAsync(CliContext context, string id, bool watch, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pause);
        while (true)
        {
            var rollout = await context.Client.GetRolloutAsync(id, ct);
            context.Printer.Print(rollout, console => RolloutText.Write(console, rollout));
            var isOver = rollout.Record.Status is RolloutStatus.RolledBack or RolloutStatus.Completed;
            if (!watch || isOver || !await timer.WaitForNextTickAsync(ct))
            {
                return ExitCodes.Ok;
            }
        }
    }
}
