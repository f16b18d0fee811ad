using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Governance;

/// <summary>Decides the commands of this folder.</summary>
public static class TokenDecider
{
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    public static Result<NewFacts> Decide(GovernanceState governance, CreateToken command, DecideContext context)
    {
        if (TextRules.Required("holder", command.Holder, TextRules.MaxId) is { } holder)
        {
            return holder;
        }

        if (!ExpiryOf(command, context.Time).TryGet(out var expires, out var problem))
        {
            return problem;
        }

        if (governance.Tokens.ContainsKey(command.Token))
        {
            return Problem.Conflict("token-taken", $"A token '{command.Token}' exists.", "Choose another name; names of tokens are not used again.") with { Field = "name" };
        }

        if (!governance.Closed && command.Scope != TokenScope.Admin)
        {
            return Problem.Refused(
                "first-token-is-admin",
                "The first token closes the server to callers without one, so it must have scope admin.",
                "Create one with --scope admin first.") with
            { Field = "scope" };
        }

        return NewFacts.Of(new TokenCreated(command.Token, command.Hash, command.Scope, command.Holder, LedgerTime.Truncate(expires)));
    }

    public static Result<NewFacts> Decide(GovernanceState governance, RevokeToken command, DecideContext context)
    {
        if (TextRules.Required("why", command.Why) is { } why)
        {
            return why;
        }

        if (!governance.Tokens.TryGetValue(command.Token, out var token))
        {
            return Problem.NotFound("token", command.Token.ToString(), "See them all: backstay token list.");
        }

        if (token.Revoked)
        {
            return NewFacts.None;
        }

        var lastAdmin = token.Fact.Scope == TokenScope.Admin && governance.Tokens.Values.Count(
            t => t.Fact.Scope == TokenScope.Admin && !t.Revoked && t.Fact.Expires > context.Time) == 1;
        return lastAdmin && token.Fact.Expires > context.Time
            ? Problem.Refused("last-admin", "This is the last live admin token; without it nobody could make another.", "Create another admin token first.")
            : NewFacts.Of(new TokenRevoked(command.Token, context.Seal(command.Why)));
    }

    private static Result<DateTimeOffset> ExpiryOf(CreateToken command, DateTimeOffset now)
    {
        if (command.Expires is null == command.LifetimeDays is null)
        {
            return Problem.Invalid("expires", "A token needs either 'expires' or 'lifetimeDays', not both.");
        }

        if (command.LifetimeDays is { } days)
        {
            return days is >= 1 && days <= MaxLifetime.Days
                ? now.AddDays(days)
                : Problem.Invalid("lifetimeDays", $"A token lives for 1 to {MaxLifetime.Days} days.");
        }

        var expires = command.Expires.GetValueOrDefault().ToUniversalTime();
        return expires > now && expires <= now + MaxLifetime
            ? expires
            : Problem.Invalid("expires", $"A token expires in the future and within {MaxLifetime.Days} days.");
    }
}
