using System.CommandLine;
using Backstay.Cli.Output;
using Backstay.Client.Ledger;
using Spectre.Console;

namespace Backstay.Cli.Ledger;

/// <summary><c>backstay ledger show</c>: entries, or the state as it was.</summary>
internal static class LedgerShow
{
    private const int DefaultLimit = 20;

    public static Command Create()
    {
        var at = new Option<long?>("--at") { Description = "Show the state at this position: digest and counts.", HelpName = "POSITION" };
        var from = new Option<long?>("--from") { Description = "First entry; without it the latest are shown.", HelpName = "SEQ" };
        var limit = CommonOptions.Limit("entries", most: 500, otherwise: DefaultLimit);
        var kind = new Option<string?>("--kind") { Description = "Only this kind, or all kinds of a capability; read from the first entry on.", HelpName = "KIND" };
        var command = new Command("show", "Show entries with who, when and why, or the state at a position.") { at, from, limit, kind };
        command.Validators.Add(result =>
        {
            if (result.GetResult(at) is not null && (result.GetResult(from) ?? result.GetResult(kind)) is not null)
            {
                result.AddError("--at shows a state, --from and --kind show entries: give one of them.");
            }
        });
        command.Run(async (parsed, context, ct) =>
        {
            if (parsed.GetValue(at) is { } position)
            {
                await ShowStateAsync(context, position, ct);
            }
            else
            {
                await ShowEntriesAsync(context, parsed.GetValue(from), parsed.GetValue(limit), parsed.GetValue(kind), ct);
            }

            return ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay ledger show",
            "backstay ledger show --kind governance",
            "backstay ledger show --at 1200 --output json");
    }

    private static async Task ShowStateAsync(CliContext context, long position, CancellationToken ct)
    {
        var state = await new LedgerClient(context.Client).StateAsync(position, ct);
        context.Printer.Print(state, console =>
        {
            console.Line($"position  {state.Position}");
            console.Line($"time      {state.Time:u}");
            console.Line($"digest    {state.Digest} (state format {state.StateFormat})");
            foreach (var (what, count) in state.Counts)
            {
                console.Line($"{count,8}  {what}");
            }
        });
    }

    private static async Task ShowEntriesAsync(CliContext context, long? from, int limit, string? kind, CancellationToken ct)
    {
        var ledger = new LedgerClient(context.Client);
        var head = await ledger.HeadAsync(withDigest: false, ct);
        var first = from ?? (kind is null ? Math.Max(1, head.Size - limit + 1) : 1);
        var page = await CollectAsync(ledger, first, limit, kind, ct);
        context.Printer.Print(page, console =>
        {
            console.Line($"{head.Origin}  {head.Size} entries  root {head.Root.ToShort()}");
            foreach (var entry in page.Entries)
            {
                Write(console, entry);
            }

            if (page.Next is { } next)
            {
                console.Line($"more: --from {next}");
            }
        });
    }

    /// <summary>Pages may be short or empty where a kind is rare; goes on until there are enough.</summary>
    private static async Task<EntryPage> CollectAsync(LedgerClient ledger, long from, int limit, string? kind, CancellationToken ct)
    {
        var entries = new List<EntryDocument>();
        while (true)
        {
            var page = await ledger.EntriesAsync(from, limit - entries.Count, kind, ct);
            entries.AddRange(page.Entries);
            if (entries.Count >= limit || page.Next is not { } next)
            {
                return page with { Entries = entries };
            }

            from = next;
        }
    }

    private static void Write(IAnsiConsole console, EntryDocument entry)
    {
        var who = entry.Actor.OnBehalfOf is { } other ? $"{entry.Actor.Id} for {other}" : entry.Actor.Id;
        console.Line($"{entry.Seq,8}  {entry.Time:u}  {entry.Kind}  by {who ?? "nobody"}");
        console.Line($"          {entry.Payload.GetRawText()}");
        foreach (var (path, text) in entry.Texts)
        {
            console.Line($"          {path}: {text}");
        }
    }
}
