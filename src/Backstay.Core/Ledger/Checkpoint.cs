using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// What a log says of itself at one size, in the C2SP tlog-checkpoint format: origin, size and root, a line each.
/// </summary>
/// <param name="Origin">Which log: <c>backstay/INSTALLATION/WORKSPACE</c>.</param>
/// <param name="Size">Number of entries covered.</param>
/// <param name="Root">The tree's root at that size.</param>
public sealed record Checkpoint(string Origin, long Size, Digest Root)
{
    private const string OriginPrefix = "backstay";

    /// <summary>Further lines, each with its line feed; ours have none.</summary>
    public string Extensions { get; init; } = "";

    /// <summary>The origin of a workspace's ledger. It is also the name of the key that signs for it.</summary>
    public static Result<string> OriginOf(string installation, string workspace)
    {
        if (!IsPart(installation))
        {
            return Problem.Invalid("installation", "An installation's name is not empty and has no space, plus sign or slash.");
        }

        return IsPart(workspace)
            ? $"{OriginPrefix}/{installation}/{workspace}"
            : Problem.Invalid("workspace", "A workspace's name is not empty and has no space, plus sign or slash.");
    }

    /// <summary>The text that is signed.</summary>
    public string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToArray())}\n{Extensions}");

    /// <summary>Reads the text of a note strictly.</summary>
    public static Result<Checkpoint> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines[..^1].Any(line => line.Length == 0))
        {
            return Invalid("It has not three lines that end with a line feed, or an empty one.");
        }

        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1])
        {
            return Invalid("Its size is not a decimal number without leading zeros.");
        }

        if (!StrictBase64.TryDecode(lines[2], out var root) || root.Length != Digest.Size)
        {
            return Invalid("Its root is not the base64 form of 32 bytes.");
        }

        var extensions = string.Concat(lines[3..^1].Select(line => line + "\n"));
        return new Checkpoint(lines[0], size, new Digest(root)) { Extensions = extensions };
    }

    private static bool IsPart(string part) => SignedNote.IsKeyName(part) && !part.Contains('/', StringComparison.Ordinal);

    private static Problem Invalid(string why) => new(ProblemKind.Invalid, "invalid-checkpoint", "This is not a checkpoint. " + why);
}
