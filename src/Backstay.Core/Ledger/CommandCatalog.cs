using System.Collections.Frozen;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>All kinds of commands, and the digest that an idempotency key is compared by.</summary>
public sealed class CommandCatalog(IEnumerable<CommandKind> kinds)
{
    private const string BodyPrefix = "body.";

    private readonly FrozenDictionary<Type, CommandKind> _byType = kinds.ToFrozenDictionary(kind => kind.Type);

    public IEnumerable<CommandKind> Kinds => _byType.Values;

    public CommandKind KindOf(ICommand command) => _byType.TryGetValue(command.GetType(), out var kind)
        ? kind
        : throw new InvalidOperationException($"Command type {command.GetType().Name} is not in the catalog.");

    /// <summary>SHA-256 of the JCS form of <c>{"body":…,"command":NAME}</c>.</summary>
    /// <returns>Or what in the command has no canonical form, by its path in the command.</returns>
    public Result<Digest> BodyDigest(ICommand command)
    {
        var kind = KindOf(command);
        var digest = CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("body"u8);
            JsonSerializer.Serialize(writer, command, kind.Json);
            writer.WriteString("command"u8, kind.Name);
            writer.WriteEndObject();
        }).Map(bytes => Digest.Of(bytes.Span));
        return digest.IsOk || digest.Problem.Field?.StartsWith(BodyPrefix, StringComparison.Ordinal) != true
            ? digest
            : digest.Problem with { Field = digest.Problem.Field[BodyPrefix.Length..] }; // ours, not the caller's
    }
}
