using System.Collections.Frozen;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>All kinds of commands, and the digest that an idempotency key is compared by.</summary>
public sealed class CommandCatalog(IEnumerable<CommandKind> kinds)
{
    private const string BodyPrefix = "body.";

    [ThreadStatic]
    private static ByteBuffer? _bufferOfThisThread;

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
        var to = _bufferOfThisThread ??= new ByteBuffer();
        to.Clear();
        if (Write(to, command, kind) is not { } problem)
        {
            return Digest.Of(to.Written);
        }

        return problem.Field?.StartsWith(BodyPrefix, StringComparison.Ordinal) == true
            ? problem with { Field = problem.Field[BodyPrefix.Length..] } // ours, not the caller's
            : problem;
    }

    private static Problem? Write(ByteBuffer to, ICommand command, CommandKind kind)
    {
        to.Append("{\"body\":"u8);
        if (kind.QuickForm?.Invoke(to, command) == true)
        {
            to.Append(",\"command\":"u8);
            new CanonicalWriter(to).Text(kind.Name);
            to.Append((byte)'}');
            return null;
        }

        to.Clear();
        return CanonicalJson.Write(to, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("body"u8);
            JsonSerializer.Serialize(writer, command, kind.Json);
            writer.WriteString("command"u8, kind.Name);
            writer.WriteEndObject();
        });
    }
}
