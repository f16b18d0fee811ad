using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Registry;

/// <summary>
/// The payload of a registration in a fifth of its bytes: no names of members, digests as 32 bytes, words and models by their
/// number in a <see cref="WordPool"/>, other versions by theirs in the log, and nothing that the version's row or another
/// version has already. <see cref="VersionUnpacker"/> gives back the same bytes. What was not walked is kept as
/// <see cref="PackedJson"/>.
/// </summary>
internal static class PackedVersion
{
    public const byte General = 0;
    public const byte Walked = 1;
    public const byte ListOfFiles = 0;
    public const byte FileIsContent = 1;
    public const byte OneFile = 2;
    public const byte NoWord = 0;
    public const byte WordInPlace = 1;
    public const byte FirstPooled = 2;

    private const int LongestPooled = 40;
    private const int LongestPlainObject = 64;

    [ThreadStatic]
    private static ByteBuffer? _partOfThisThread;

    /// <param name="walked">Null where the payload is of an unusual form.</param>
    /// <param name="log">Where the versions are that it refers to.</param>
    public static void Pack(ReadOnlySpan<byte> payload, WalkedVersion? walked, VersionLog log, WordPool words, ByteBuffer to)
    {
        if (walked is null || !TryPack(walked, log, words, to))
        {
            to.Clear();
            to.Append(General);
            PackedJson.Pack(payload, words, to);
        }
    }

    /// <summary>False where it refers to what is not in the log as it says.</summary>
    private static bool TryPack(WalkedVersion version, VersionLog log, WordPool words, ByteBuffer to)
    {
        to.Append(Walked);
        WriteOptional(to, version.Behaviour);
        PackedBytes.WriteNumber(to, version.FileCount);
        WriteFiles(to, version, words);
        WriteCode(to, version.Code, words);
        var part = Part();
        foreach (ref readonly var reference in version.References.Span)
        {
            if (log.Find(reference.Version, log.Count) is not { } number || (reference.Kind == ReferenceKind.Data && log.ContentOf(number) != reference.Digest))
            {
                return false;
            }

            part.Append((byte)reference.Kind);
            PackedBytes.WriteNumber(part, number);
            if (reference.Kind == ReferenceKind.Data)
            {
                WriteWord(part, reference.Role.Span, words);
                WriteWord(part, reference.Slice, words);
            }
        }

        PackedBytes.Write(to, part.Written);
        WriteObject(to, version.Hyperparameters.Span, words);
        WriteObject(to, version.Seeds.Span, words);
        PackedBytes.WriteNumber(to, version.Model.IsEmpty ? 0 : words.Add(version.Model.Span) + 1);
        WriteWord(to, version.Owner.Span, words);
        PackedBytes.Write(to, version.Purpose);
        PackedBytes.WriteNumber(to, version.Size);
        PackedBytes.Write(to, version.Why);
        return true;
    }

    private static void WriteFiles(ByteBuffer to, WalkedVersion version, WordPool words)
    {
        if (version.OnlyFile is not { } file)
        {
            to.Append(ListOfFiles);
            var part = Part();
            PackedJson.Pack(version.Files.Span, words, part);
            PackedBytes.Write(to, part.Written);
            return;
        }

        var isContent = file.Sha256 == version.Content.Digest;
        to.Append(isContent ? FileIsContent : OneFile);
        WriteWord(to, file.Path.Span, words);
        if (!isContent)
        {
            PackedBytes.Write(to, file.Sha256);
        }

        PackedBytes.WriteNumber(to, file.Size);
    }

    private static void WriteCode(ByteBuffer to, WalkedCode? code, WordPool words)
    {
        to.Append((byte)(code is null ? 0 : 1));
        if (code is not null)
        {
            WriteWord(to, code.Commit, words);
            WriteOptional(to, code.Dirty);
            WriteWord(to, code.EntryPoint, words);
            WriteWord(to, code.Repository, words);
        }
    }

    /// <summary>A short one as it is: it begins with a brace, and a packed one does not.</summary>
    private static void WriteObject(ByteBuffer to, ReadOnlySpan<byte> json, WordPool words)
    {
        if (json.Length <= LongestPlainObject)
        {
            PackedBytes.Write(to, json);
            return;
        }

        var part = Part();
        PackedJson.Pack(json, words, part);
        PackedBytes.Write(to, part.Written);
    }

    private static void WriteOptional(ByteBuffer to, Digest? digest)
    {
        to.Append((byte)(digest is null ? 0 : 1));
        if (digest is { } known)
        {
            PackedBytes.Write(to, known);
        }
    }

    private static void WriteWord(ByteBuffer to, ReadOnlyMemory<byte>? word, WordPool words)
    {
        if (word is { } known)
        {
            WriteWord(to, known.Span, words);
        }
        else
        {
            to.Append(NoWord);
        }
    }

    private static void WriteWord(ByteBuffer to, ReadOnlySpan<byte> word, WordPool words)
    {
        if (word.Length <= LongestPooled && words.AddIfSeen(word) is { } number)
        {
            PackedBytes.WriteNumber(to, number + FirstPooled);
        }
        else
        {
            to.Append(WordInPlace);
            PackedBytes.Write(to, word);
        }
    }

    private static ByteBuffer Part()
    {
        var part = _partOfThisThread ??= new ByteBuffer();
        part.Clear();
        return part;
    }
}
