using System.Buffers.Binary;
using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>A text and signatures under it, in the C2SP signed note format.</summary>
public sealed class SignedNote
{
    /// <summary>Largest accepted note, in UTF-8 bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Most accepted signatures; the format asks for at least 16.</summary>
    public const int MaxSignatures = 64;

    /// <summary>Code of the refusal of a note that none of the known keys signed.</summary>
    public const string Unsigned = "note-unsigned";

    private const string LinePrefix = "\u2014 ";
    private const int KeyIdBytes = sizeof(uint);

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed, with its last line feed.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Puts signatures under a text.</summary>
    public static Result<SignedNote> Create(string text, IReadOnlyList<NoteSignature> signatures)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(signatures);
        var note = new SignedNote(text, signatures);
        if (text.Length < 2 || text[^1] != '\n')
        {
            return Invalid("The text is empty or does not end with a line feed.");
        }

        // Whoever can't be read back was not written.
        return signatures.All(s => IsKeyName(s.KeyName)) ? Parse(note.ToString()) : Invalid("A key's name is empty, or has a space or a plus sign.");
    }

    /// <summary>Reads a note strictly; nothing is verified yet.</summary>
    public static Result<SignedNote> Parse(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (Encoding.UTF8.GetByteCount(note) > MaxBytes)
        {
            return new Problem(ProblemKind.TooLarge, "note-too-large", $"A note has at most {MaxBytes} bytes.");
        }

        if (!IsText(note))
        {
            return Invalid("It is not well-formed Unicode, or has control characters other than the line feed.");
        }

        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 1 || note[^1] != '\n' || blank + 2 == note.Length)
        {
            return Invalid("There is no blank line with signature lines behind it.");
        }

        var lines = note[(blank + 2)..^1].Split('\n');
        if (lines.Length > MaxSignatures)
        {
            return new Problem(ProblemKind.TooLarge, "note-too-large", $"A note has at most {MaxSignatures} signatures.");
        }

        var signatures = new List<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            if (ReadLine(line) is not { } signature)
            {
                return Invalid($"Signature line {signatures.Count + 1} is malformed.");
            }

            signatures.Add(signature);
        }

        return new SignedNote(note[..(blank + 1)], signatures);
    }

    /// <summary>
    /// The known keys that signed this note. Signatures of unknown keys are ignored. Refused where a known key's signature
    /// is wrong, and where no known key signed.
    /// </summary>
    public Result<IReadOnlyList<CheckpointVerifier>> Verify(IReadOnlyList<CheckpointVerifier> knownKeys)
    {
        ArgumentNullException.ThrowIfNull(knownKeys);
        var signers = new List<CheckpointVerifier>();
        foreach (var signature in Signatures)
        {
            foreach (var key in knownKeys)
            {
                if (key.Name != signature.KeyName || key.KeyId != signature.KeyId)
                {
                    continue;
                }

                if (!key.Verify(Text, signature.Signature.Span))
                {
                    return new Problem(ProblemKind.Refused, "note-signature-wrong", $"The signature of the known key '{key.Name}' does not fit the text.");
                }

                if (!signers.Contains(key))
                {
                    signers.Add(key);
                }
            }
        }

        return signers.Count > 0
            ? signers
            : new Problem(ProblemKind.Refused, Unsigned, "No known key signed this note.");
    }

    /// <summary>The note as it is stored and sent.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            var blob = new byte[KeyIdBytes + signature.Signature.Length];
            BinaryPrimitives.WriteUInt32BigEndian(blob, signature.KeyId);
            signature.Signature.Span.CopyTo(blob.AsSpan(KeyIdBytes));
            note.Append(LinePrefix).Append(signature.KeyName).Append(' ').Append(Convert.ToBase64String(blob)).Append('\n');
        }

        return note.ToString();
    }

    /// <summary>Whether a key may have this name: not empty, no Unicode space, no plus sign, no control character.</summary>
    public static bool IsKeyName(string name) =>
        !string.IsNullOrEmpty(name) && IsText(name) && !name.Any(c => char.IsWhiteSpace(c) || c == '+');

    private static bool IsText(string text)
    {
        foreach (var c in text.AsSpan())
        {
            if (c < ' ' && c != '\n')
            {
                return false;
            }
        }

        return WellFormed.IsWellFormed(text);
    }

    private static NoteSignature? ReadLine(string line)
    {
        if (!line.StartsWith(LinePrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = line[LinePrefix.Length..].Split(' ');
        return parts.Length == 2 && IsKeyName(parts[0]) && StrictBase64.TryDecode(parts[1], out var blob) && blob.Length > KeyIdBytes
            ? new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(blob), blob.AsMemory(KeyIdBytes))
            : null;
    }

    private static Problem Invalid(string why) => new(ProblemKind.Invalid, "invalid-note", "This is not a signed note. " + why);
}
