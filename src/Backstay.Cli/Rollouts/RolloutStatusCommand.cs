using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Cli.Rollouts;

/// <summary><c>backstay rollout status</c>: each guard's estimate, interval, limit, n and verdict.</summary>
internal static class RolloutStatusCommand
{
    private const int NotFound = 404;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var which = new Argument<string?>("ID|ENDPOINT")
        {
            Description = "A rollout's id, else an endpoint whose newest rollout is meant; without it all rollouts.",
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

    /// <summary>
    /// A rollout's id is that rollout, as it is for every other verb; any other name is an endpoint's and stands for its newest
    /// rollout. Where one name is both, as in ledgers from before that was refused, people are told of the other.
    /// </summary>
    private static async Task<string> ResolveAsync(CliContext context, string wanted, CancellationToken ct)
    {
        var newest = Name.TryParse(wanted, out var endpoint) ? await FindNewestAsync(context.Client, endpoint, ct) : null;
        if (newest is null || newest == wanted || !await IsRolloutAsync(context.Client, wanted, ct))
        {
            return newest ?? wanted;
        }

        if (context.Printer.Format == OutputFormat.Text)
        {
            context.Printer.Console.Line($"'{wanted}' is a rollout's id and an endpoint's name. This is the rollout; the endpoint's newest is {newest}.");
        }

        return wanted;
    }

    /// <summary>Null where there is no such endpoint, or it has had no rollout.</summary>
    private static async Task<string?> FindNewestAsync(BackstayClient client, Name endpoint, CancellationToken ct)
    {
        try
        {
            return (await client.ListRolloutsAsync(endpoint, 1, ct)).Items is [var newest, ..] ? newest.Rollout : null;
        }
        catch (BackstayException refused) when (refused.Problem.Status == NotFound)
        {
            return null; // the answer about the rollout names what there is
        }
    }

    private static async Task<bool> IsRolloutAsync(BackstayClient client, string id, CancellationToken ct)
    {
        try
        {
            await client.GetRolloutAsync(id, ct);
            return true;
        }
        catch (BackstayException refused) when (refused.Problem.Status == NotFound)
        {
            return false;
        }
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
