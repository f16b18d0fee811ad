using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// The bytes that a reproducibility hash digests, written straight in their canonical order: this runs for every model version
/// whenever a ledger is replayed. Texts come from facts, which hold well-formed Unicode only.
/// </summary>
internal static class ReproducibilityForm
{
    [ThreadStatic]
    private static ByteBuffer? _bufferOfThisThread;

    /// <summary>Valid until the thread's next call.</summary>
    public static ReadOnlySpan<byte> Of(RecordedInputs inputs, Digest? environment, RegistryState registry)
    {
        var to = _bufferOfThisThread ??= new ByteBuffer();
        to.Clear();
        WriteCode(to, inputs.Code);
        to.Append(",\"data\":["u8);
        WriteSorted(to, inputs.Data.Length, i => DataForm(inputs.Data[i]));
        to.Append("],\"environment\":"u8);
        WriteText(to, environment?.ToString());
        to.Append(",\"hyperparameters\":"u8);
        if (inputs.Hyperparameters is { } hyperparameters)
        {
            to.Append(CanonicalJson.Canonicalize(hyperparameters).Value.Span);
        }
        else
        {
            to.Append("null"u8);
        }

        to.Append(",\"initialisedFrom\":["u8);
        WriteSorted(to, inputs.InitialisedFrom.Length, i => Quoted(registry.ContentOf(inputs.InitialisedFrom[i]).ToString()));
        to.Append("],\"seeds\":{"u8);
        WriteSeeds(to, inputs);
        to.Append("},\"v\":1}"u8);
        return to.Written;
    }

    private static void WriteCode(ByteBuffer to, CodeReference? code)
    {
        to.Append("{\"code\":{\"commit\":"u8);
        WriteText(to, code?.Commit);
        to.Append(",\"dirty\":"u8);
        WriteText(to, code?.Dirty?.ToString());
        to.Append(",\"entryPoint\":"u8);
        WriteText(to, code?.EntryPoint);
        to.Append(",\"repository\":"u8);
        WriteText(to, code?.Repository);
        to.Append((byte)'}');
    }

    private static byte[] DataForm(DataReference data)
    {
        var to = new ByteBuffer(128);
        to.Append("{\"digest\":"u8);
        WriteText(to, data.Digest.ToString());
        to.Append(",\"role\":"u8);
        WriteText(to, data.Role);
        to.Append(",\"slice\":"u8);
        WriteText(to, data.Slice);
        to.Append((byte)'}');
        return to.Written.ToArray();
    }

    private static byte[] Quoted(string text)
    {
        var to = new ByteBuffer(text.Length + 2);
        WriteText(to, text);
        return to.Written.ToArray();
    }

    private static void WriteSeeds(ByteBuffer to, RecordedInputs inputs)
    {
        var isFirst = true;
        foreach (var (name, seed) in inputs.Seeds.Count < 2 ? inputs.Seeds : inputs.Seeds.OrderBy(pair => pair.Key, StringComparer.Ordinal).AsEnumerable())
        {
            if (!isFirst)
            {
                to.Append((byte)',');
            }

            isFirst = false;
            WriteText(to, name);
            to.Append((byte)':');
            WriteText(to, seed);
        }
    }

    /// <summary>Elements in the order of their bytes.</summary>
    private static void WriteSorted(ByteBuffer to, int count, Func<int, byte[]> form)
    {
        var forms = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            forms[i] = form(i);
        }

        MemoryExtensions.Sort(forms.AsSpan(), static (x, y) => x.AsSpan().SequenceCompareTo(y));
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                to.Append((byte)',');
            }

            to.Append(forms[i]);
        }
    }

    private static void WriteText(ByteBuffer to, string? text)
    {
        if (text is null)
        {
            to.Append("null"u8);
        }
        else if (!CanonicalString.TryAppend(to, text))
        {
            throw new InvalidOperationException("A fact's text is not well-formed Unicode.");
        }
    }
}
