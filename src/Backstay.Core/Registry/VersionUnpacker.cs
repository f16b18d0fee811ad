using System.Globalization;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Growing;

namespace Backstay.Core.Registry;

/// <summary>Writes the payload that <see cref="PackedVersion"/> packed, byte for byte.</summary>
internal ref struct VersionUnpacker(ReadOnlySpan<byte> packed, VersionLog log, WordPool words, ByteBuffer to)
{
    private const int LongestNumber = 20;

    private ReadOnlySpan<byte> _packed = packed;

    /// <param name="number">The version's in the log.</param>
    public void Write(int number)
    {
        if (PackedBytes.Take(ref _packed, 1)[0] == PackedVersion.General)
        {
            PackedJson.Unpack(_packed, words, to);
            return;
        }

        var content = log.ContentOf(number);
        to.Append("{\"behaviour\":"u8);
        WriteOptional();
        to.Append(",\"content\":"u8);
        WriteContent(content);
        to.Append(",\"fileCount\":"u8);
        WriteNumber();
        to.Append(",\"files\":"u8);
        WriteFiles(content.Digest);
        to.Append(",\"inputs\":{\"code\":"u8);
        WriteCode();
        var references = PackedBytes.Read(ref _packed);
        to.Append(",\"codeVersion\":"u8);
        WriteOne(references, ReferenceKind.CodeVersion);
        to.Append(",\"data\":["u8);
        WriteAll(references, ReferenceKind.Data);
        to.Append("],\"derivedFrom\":["u8);
        WriteAll(references, ReferenceKind.DerivedFrom);
        to.Append("],\"hyperparameters\":"u8);
        WriteObject();
        to.Append(",\"initialisedFrom\":["u8);
        WriteAll(references, ReferenceKind.InitialisedFrom);
        to.Append("],\"processedBy\":["u8);
        WriteAll(references, ReferenceKind.ProcessedBy);
        to.Append("],\"seeds\":"u8);
        WriteObject();
        to.Append(",\"trainedIn\":"u8);
        WriteOne(references, ReferenceKind.TrainedIn);
        to.Append("},\"model\":"u8);
        to.Append(PackedBytes.ReadNumber(ref _packed) is not 0 and var model ? words[(int)model - 1] : "null"u8);
        to.Append(",\"owner\":"u8);
        WriteWord(ref _packed);
        to.Append(",\"purpose\":"u8);
        WriteDigest(PackedBytes.ReadDigest(ref _packed));
        to.Append(",\"size\":"u8);
        WriteNumber();
        to.Append(",\"supersedes\":"u8);
        WriteOne(references, ReferenceKind.Supersedes);
        to.Append(",\"version\":\""u8);
        WriteVersion(number);
        to.Append("\",\"why\":"u8);
        WriteDigest(PackedBytes.ReadDigest(ref _packed));
        to.Append((byte)'}');
    }

    private void WriteFiles(Digest content)
    {
        var form = PackedBytes.Take(ref _packed, 1)[0];
        if (form == PackedVersion.ListOfFiles)
        {
            PackedJson.Unpack(PackedBytes.Read(ref _packed), words, to);
            return;
        }

        to.Append("[{\"path\":"u8);
        WriteWord(ref _packed);
        to.Append(",\"sha256\":\""u8);
        WriteHex(form == PackedVersion.FileIsContent ? content : PackedBytes.ReadDigest(ref _packed));
        to.Append("\",\"size\":"u8);
        WriteNumber();
        to.Append("}]"u8);
    }

    private void WriteCode()
    {
        if (PackedBytes.Take(ref _packed, 1)[0] == 0)
        {
            to.Append("null"u8);
            return;
        }

        to.Append("{\"commit\":"u8);
        WriteWord(ref _packed);
        to.Append(",\"dirty\":"u8);
        WriteOptional();
        to.Append(",\"entryPoint\":"u8);
        WriteWord(ref _packed);
        to.Append(",\"repository\":"u8);
        WriteWord(ref _packed);
        to.Append((byte)'}');
    }

    private readonly void WriteOne(ReadOnlySpan<byte> references, ReferenceKind kind)
    {
        if (!WriteAll(references, kind))
        {
            to.Append("null"u8);
        }
    }

    /// <summary>Every reference of a kind; whether there was one.</summary>
    private readonly bool WriteAll(ReadOnlySpan<byte> references, ReferenceKind kind)
    {
        var isFirst = true;
        while (!references.IsEmpty)
        {
            var its = (ReferenceKind)PackedBytes.Take(ref references, 1)[0];
            var number = (int)PackedBytes.ReadNumber(ref references);
            if (its != kind)
            {
                if (its == ReferenceKind.Data)
                {
                    PassWord(ref references);
                    PassWord(ref references);
                }

                continue;
            }

            to.Append(isFirst ? [] : ","u8);
            isFirst = false;
            if (kind == ReferenceKind.Data)
            {
                to.Append("{\"digest\":"u8);
                WriteContent(log.ContentOf(number));
                to.Append(",\"role\":"u8);
                WriteWord(ref references);
                to.Append(",\"slice\":"u8);
                WriteWord(ref references);
                to.Append(",\"version\":"u8);
            }

            to.Append((byte)'"');
            WriteVersion(number);
            to.Append(kind == ReferenceKind.Data ? "\"}"u8 : "\""u8);
        }

        return !isFirst;
    }

    private readonly void WriteVersion(int number) => to.Append(Encoding.ASCII.GetBytes(log.IdOf(number).ToString())); // kinds, names and numbers are plain ASCII

    private void WriteObject()
    {
        var json = PackedBytes.Read(ref _packed);
        if (json.IsEmpty || json[0] == '{')
        {
            to.Append(json.IsEmpty ? "null"u8 : json);
        }
        else
        {
            PackedJson.Unpack(json, words, to);
        }
    }

    private void WriteNumber()
    {
        PackedBytes.ReadNumber(ref _packed).TryFormat(to.Reserve(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private void WriteOptional()
    {
        if (PackedBytes.Take(ref _packed, 1)[0] == 0)
        {
            to.Append("null"u8);
        }
        else
        {
            WriteDigest(PackedBytes.ReadDigest(ref _packed));
        }
    }

    private readonly void WriteContent(ContentDigest content)
    {
        to.Append(content.Scheme == ContentScheme.Files ? "\"files-v1:"u8 : "\"sha256:"u8);
        WriteHex(content.Digest);
        to.Append((byte)'"');
    }

    private readonly void WriteDigest(Digest digest) => WriteContent(new ContentDigest(ContentScheme.File, digest));

    private readonly void WriteHex(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        digest.CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, to.Reserve(2 * Digest.Size), out var written);
        to.Advance(written);
    }

    private readonly void WriteWord(ref ReadOnlySpan<byte> from)
    {
        var word = ReadWord(ref from, out var isNull);
        if (isNull)
        {
            to.Append("null"u8);
            return;
        }

        to.Append((byte)'"');
        to.Append(word);
        to.Append((byte)'"');
    }

    private readonly void PassWord(ref ReadOnlySpan<byte> from) => ReadWord(ref from, out _);

    private readonly ReadOnlySpan<byte> ReadWord(ref ReadOnlySpan<byte> from, out bool isNull)
    {
        var number = PackedBytes.ReadNumber(ref from);
        isNull = number == PackedVersion.NoWord;
        return number switch
        {
            PackedVersion.NoWord => default,
            PackedVersion.WordInPlace => PackedBytes.Read(ref from),
            _ => words[(int)number - PackedVersion.FirstPooled],
        };
    }
}
