using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>What holds for every entry, when it is written and when it is read.</summary>
internal static class EntryRules
{
    /// <summary>Longest accepted kind and workspace name.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Null where the entry, apart from its payload and size, may stand in a ledger.</summary>
    public static Problem? Check(LedgerEntry entry)
    {
        if (entry.Seq is < 1 or > CanonicalJson.MaxInteger)
        {
            return Problem.Invalid("seq", "A sequence number is between 1 and 2^53.");
        }

        if (entry.Workspace.Length is 0 or > MaxNameLength)
        {
            return Problem.Invalid("workspace", $"A workspace's name has 1 to {MaxNameLength} characters.");
        }

        if (!LedgerTime.IsExact(entry.Time))
        {
            return Problem.Invalid("time", "A time is in UTC and in whole microseconds.");
        }

        if (!IsKind(entry.Kind))
        {
            return Problem.Invalid("kind", "A kind reads 'capability.what-happened', in lower-case letters, digits and hyphens.");
        }

        return entry.KindVersion < 1
            ? Problem.Invalid("kindVersion", "A kind's version is 1 or greater.")
            : CheckActor(entry.Actor) ?? CheckCommand(entry.Command);
    }

    private static Problem? CheckActor(Actor actor) =>
        CheckActorId(actor.Id, "actor.id")
        ?? CheckActorId(actor.OnBehalfOf, "actor.onBehalfOf")
        ?? CheckActorId(actor.Credential, "actor.credential");

    private static Problem? CheckActorId(string? id, string field) =>
        id?.Length is 0 or > Actor.MaxLength
            ? Problem.Invalid(field, $"An actor's id has 1 to {Actor.MaxLength} characters, or is null.")
            : null;

    private static Problem? CheckCommand(CommandRef command)
    {
        if (command.Id.Length is 0 or > CommandRef.MaxIdLength)
        {
            return Problem.Invalid("command.id", $"An idempotency key has 1 to {CommandRef.MaxIdLength} characters.");
        }

        return command.Index < 0 || command.Index >= command.Of
            ? Problem.Invalid("command.index", "An entry's index lies between 0 and the number of its command's entries.")
            : null;
    }

    private static bool IsKind(string kind)
    {
        var dot = kind.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && kind.Length <= MaxNameLength && IsWord(kind.AsSpan(0, dot)) && IsWord(kind.AsSpan(dot + 1));
    }

    private static bool IsWord(ReadOnlySpan<char> word) =>
        word.Length > 0 && char.IsAsciiLetterLower(word[0]) && word[^1] != '-'
        && !word.ContainsAnyExcept(WordCharacters);

    private static readonly System.Buffers.SearchValues<char> WordCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
