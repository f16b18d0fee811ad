using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// The bytes that a reproducibility hash digests, written straight in their canonical order. Texts come from facts, which hold
/// well-formed Unicode only.
/// </summary>
internal static class ReproducibilityForm
{
    /// <summary>Every member is there, null where nothing is known.</summary>
    private static readonly CodeReference Unknown = new();

    [ThreadStatic]
    private static ByteBuffer? _bufferOfThisThread;

    /// <summary>Valid until the thread's next call.</summary>
    public static ReadOnlySpan<byte> Of(RecordedInputs inputs, Digest? environment, RegistryState registry)
    {
        var to = _bufferOfThisThread ??= new ByteBuffer();
        to.Clear();
        var json = new CanonicalWriter(to);
        json.Raw("{\"code\":"u8);
        json.Code(inputs.Code ?? Unknown);
        json.Raw(",\"data\":["u8);
        WriteSorted(to, inputs.Data.Length, i => DataForm(inputs.Data[i]));
        json.Raw("],\"environment\":"u8);
        json.Digest(environment);
        json.Raw(",\"hyperparameters\":"u8);
        json.Element(inputs.Hyperparameters);
        json.Raw(",\"initialisedFrom\":["u8);
        WriteSorted(to, inputs.InitialisedFrom.Length, i => ContentForm(registry.ContentOf(inputs.InitialisedFrom[i])));
        json.Raw("],\"seeds\":"u8);
        json.Seeds(inputs.Seeds);
        json.Raw(",\"v\":1}"u8);
        return json.IsSound ? to.Written : throw new InvalidOperationException("A fact's text is not well-formed Unicode.");
    }

    private static byte[] DataForm(DataReference data)
    {
        var to = new ByteBuffer(128);
        var json = new CanonicalWriter(to);
        json.Raw("{\"digest\":"u8);
        json.Content(data.Digest);
        json.Raw(",\"role\":"u8);
        json.Text(data.Role);
        json.Raw(",\"slice\":"u8);
        json.Text(data.Slice);
        json.Raw("}"u8);
        return json.IsSound ? to.Written.ToArray() : throw new InvalidOperationException("A fact's text is not well-formed Unicode.");
    }

    private static byte[] ContentForm(ContentDigest content)
    {
        var to = new ByteBuffer(128);
        new CanonicalWriter(to).Content(content);
        return to.Written.ToArray();
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
}
