using System.CommandLine;
using Backstay.Cli.Local;
using Backstay.Cli.Output;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;

namespace Backstay.Cli.Tokens;

/// <summary><c>backstay token</c>: who may do what.</summary>
internal static class TokenCommands
{
    private const int DefaultDays = 90;

    public static Command Create() => new("token", "Tokens: who may do what. The first one closes the server to callers without one.")
    {
        CreateCreate(),
        CreateList(),
        CreateRevoke(),
        TokenRecoverCommand.Create(),
    };

    private static Command CreateCreate()
    {
        var name = NameArgument();
        var scope = new Option<TokenScope>("--scope") { Description = "admin, operator, observer or caller. The first token must be admin.", Required = true };
        var holder = Holder();
        var days = Days();
        var key = new Option<string?>("--idempotency-key") { Description = "Makes a repeat safe; a repeat does not show the secret again.", HelpName = "KEY" };
        var command = new Command("create", "Create a token and show its secret, once.") { name, scope, holder, days, key };
        command.Run(async (parsed, context, ct) =>
        {
            var wanted = new NewToken
            {
                Name = parsed.GetRequiredValue(name),
                Scope = parsed.GetValue(scope),
                Holder = parsed.GetRequiredValue(holder),
                LifetimeDays = parsed.GetValue(days),
            };
            var created = await new TokenClient(context.Client).CreateAsync(wanted, parsed.GetValue(key), ct);
            Print(context.Printer, created);
            return ExitCodes.Ok;
        });
        return command.WithExamples(
            "backstay token create ops-admin --scope admin --holder alice",
            "backstay token create ci --scope operator --holder build-pipeline --days 30");
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List all tokens, without their secrets.");
        command.Run(async (_, context, ct) =>
        {
            var tokens = await new TokenClient(context.Client).ListAsync(ct);
            context.Printer.Print(tokens, console =>
            {
                foreach (var token in tokens)
                {
                    console.Line($"{token.Name}  {ScopeText(token.Scope)}  {token.Holder}  {token.Condition.ToString().ToLowerInvariant()}  expires {token.Expires:u}");
                }

                if (tokens.Count == 0)
                {
                    console.Line("There are no tokens: whoever reaches the loopback interface is admin.");
                }
            });
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay token list", "backstay token list --output json");
    }

    private static Command CreateRevoke()
    {
        var name = NameArgument();
        var why = new Option<string>("--why") { Description = "The reason, for those who ask in a year.", Required = true };
        var command = new Command("revoke", "Revoke a token, at once and for good.") { name, why };
        command.Run(async (parsed, context, ct) =>
        {
            var revoked = await new TokenClient(context.Client).RevokeAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(why), ct);
            context.Printer.Print(revoked, console => console.Line($"{revoked.Name} is revoked as of position {revoked.Position}."));
            return ExitCodes.Ok;
        });
        return command.WithExamples("backstay token revoke ci --why \"The pipeline was retired.\"");
    }

    public static Option<string> Holder() =>
        new("--holder") { Description = "Who acts with it, as an id; stands in every entry that it causes.", Required = true };

    public static Option<int> Days() =>
        new("--days") { Description = "How many days it lives, at most 366.", DefaultValueFactory = _ => DefaultDays };

    public static void Print(Printer printer, CreatedToken created) => printer.Print(created, console =>
    {
        console.Line($"{created.Name}  {ScopeText(created.Token.Scope)}  expires {created.Token.Expires:u}");
        console.Line(created.Secret ?? "(no secret)");
        console.Line(created.Note);
    });

    public static Argument<Name> NameArgument() => new("NAME")
    {
        Description = "The token's name.",
        CustomParser = result =>
        {
            if (!Name.TryParse(result.Tokens[0].Value, out var name))
            {
                result.AddError($"NAME must be {Name.Form}.");
            }

            return name;
        },
    };

    private static string ScopeText(TokenScope scope) => scope.ToString().ToLowerInvariant();
}
