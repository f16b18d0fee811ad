using System.Collections.Immutable;

namespace Backstay.Core.Ledger;

/// <summary>
/// The latest commands by key (scope: workspace and credential), so that a repeated one gets its first answer.
/// </summary>
public sealed record IdempotencyState(
    ImmutableDictionary<string, RememberedCommand> Commands,
    ImmutableQueue<string> Order)
{
    /// <summary>How many are remembered (DEFINITIONS.md, "Idempotency").</summary>
    public const int Capacity = 100_000;

    public static IdempotencyState Empty { get; } = new(
        ImmutableDictionary.Create<string, RememberedCommand>(StringComparer.Ordinal), []);

    public static string KeyOf(string? credential, string commandId) => $"{credential}\n{commandId}";

    public RememberedCommand? Find(string? credential, string commandId) =>
        Commands.GetValueOrDefault(KeyOf(credential, commandId));

    public IdempotencyState Apply(LedgerEntry entry)
    {
        if (!entry.Command.IsLast)
        {
            return this;
        }

        var key = KeyOf(entry.Actor.Credential, entry.Command.Id);
        var first = entry.Seq - entry.Command.Index;
        var commands = Commands.SetItem(key, new RememberedCommand(entry.Command.Body, first, entry.Command.Of));
        var order = Order.Enqueue(key);
        if (commands.Count > Capacity)
        {
            order = order.Dequeue(out var oldest);
            commands = commands.Remove(oldest);
        }

        return new(commands, order);
    }

    public void AddTo(StateHasher hasher) => hasher.Add("idempotency", Commands, LedgerJson.Default.RememberedCommand);
}
