using System.Collections.Immutable;
using Backstay.Core.Ledger;

namespace Backstay.Core.Tests.World.Plain;

/// <summary>The latest 100,000 commands, and the latest of them by key within the credential that it came with.</summary>
internal sealed record PlainCommands(
    long All,
    ImmutableDictionary<long, (string? Credential, string Id)> Window,
    ImmutableDictionary<(string? Credential, string Id), (long Number, RememberedCommand Command)> ByKey)
{
    public const int Capacity = 100_000;

    public static PlainCommands Empty { get; } = new(
        0,
        ImmutableDictionary<long, (string? Credential, string Id)>.Empty,
        ImmutableDictionary<(string? Credential, string Id), (long Number, RememberedCommand Command)>.Empty);

    public PlainCommands Apply(LedgerEntry entry)
    {
        var command = entry.Command;
        if (command.Index + 1 < command.Of)
        {
            return this; // its last entry is still to come
        }

        var key = (entry.Actor.Credential, command.Id);
        var remembered = new RememberedCommand(command.Body, entry.Seq - command.Of + 1, command.Of);
        return new PlainCommands(All + 1, Window.Add(All, key), ByKey.SetItem(key, (All, remembered))).Forget(All - Capacity);
    }

    public RememberedCommand? Find(string? credential, string id) =>
        ByKey.TryGetValue((credential, id), out var latest) ? latest.Command : null;

    private PlainCommands Forget(long number)
    {
        if (!Window.TryGetValue(number, out var key))
        {
            return this;
        }

        return this with { Window = Window.Remove(number), ByKey = ByKey[key].Number == number ? ByKey.Remove(key) : ByKey };
    }
}
