using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Registry;

/// <summary>The quick writers against the serialiser with the canonical rewriter behind it: the same bytes, or none of their business.</summary>
public sealed class RegistrationWriterTests
{
    private static readonly string[] Texts =
    [
        "plain", "", " ", "\"quoted\" back\\slash", "line\nbreak\ttab\u0001\u007f", "ümlaut ≤ 3 µs", "\U0001F600 pair", "half \ud83d", "\udc00", "</script>&'+", "\u2028",
    ];

    private static readonly string[] Json =
    [
        """{}""", """{"depth":6,"eta":0.1}""", """{ "b" : 1e3, "a":[1.0,-0,{"x":null}] , "\u00e4":"\u0041" }""", """{"half":"\ud83d"}""", """{"a":1,"a":2}""",
        """{"big":9007199254740993}""", """{"huge":1e400}""",
    ];

    private static Gen<string> Text => Gen.Elements(Texts);

    private static Gen<VersionId> Version => Gen.Elements("dataset/flights@1.0.0", "model/a.b-c_d@10.20.30-rc.1", "data-processor/units@0.0.1").Select(Sample.Id);

    private static Gen<Digest?> OptionalDigest => Gen.Elements<Digest?>(null, Sample.DigestOf("x"));

    private static Gen<VersionId?> OptionalVersion => Gen.OneOf(Gen.Constant<VersionId?>(null), Version.Select(id => (VersionId?)id));

    private static Gen<CodeReference?> Code =>
        from repository in Text
        from commit in Gen.OneOf(Gen.Constant<string?>(null), Text.Select(text => (string?)text))
        from dirty in OptionalDigest
        from given in Gen.Elements(true, false)
        select given ? new CodeReference(repository, commit, dirty, null) : null;

    private static Gen<ImmutableSortedDictionary<string, string>> Seeds =>
        from names in Gen.SubListOf("numpy", "Split", "a", "Z", "ä", "\U0001F600", "\uffff")
        from value in Text
        from ordinal in Gen.Elements(true, false)
        select names.ToImmutableSortedDictionary(name => name, _ => value, ordinal ? StringComparer.Ordinal : null);

    private static Gen<ModelDescription?> Model =>
        from architecture in Text
        from name in Gen.Elements("x", "y/ü", "a\"b")
        from shape in Gen.Elements<long[]>([], [-1, 4], [1, 2, 3])
        from kind in Gen.Choose(0, 2)
        let tensor = TensorSpec.Create(name, TensorType.Fp32, shape).Value
        select kind == 0 ? null : new ModelDescription(architecture, [tensor], kind == 1 ? [] : [tensor, tensor]);

    private static Gen<RegisterVersion> Commands =>
        from id in Version
        from texts in Text.ArrayOf(4)
        from scheme in Gen.Elements(ContentScheme.File, ContentScheme.Files)
        from files in Gen.Choose(0, 3)
        from data in Version.ListOf(2)
        from references in Version.ListOf(1)
        from hyperparameters in Gen.OneOf(Gen.Constant<string?>(null), Gen.Elements(Json).Select(json => (string?)json))
        from seeds in Seeds
        from code in Code
        from model in Model
        from behaviour in OptionalDigest
        from other in OptionalVersion
        from withInputs in Gen.Elements(true, true, false)
        select new RegisterVersion(
            id, new ContentDigest(scheme, Sample.DigestOf("c")), [.. Enumerable.Range(0, files).Select(i => new ContentFile(texts[0] + i, Sample.DigestOf("f"), i * 1_000_000_007L))],
            texts[1], texts[2], texts[3],
            withInputs
                ? new StatedInputs(
                    code, other, [.. data.Select((use, i) => new DataUse(use, texts[i % 4], i == 0 ? null : texts[0]))], other,
                    hyperparameters is null ? null : JsonElement.Parse(hyperparameters), files == 0 ? null : seeds, [.. references], null, [.. references])
                : null,
            model, other, behaviour);

    [Fact]
    public void A_command_is_written_as_the_serialiser_writes_it() => Prop.ForAll(Commands.ToArbitrary(), command =>
    {
        var to = new ByteBuffer();
        var slow = CanonicalJson.Write(json => JsonSerializer.Serialize(json, command, RegistryJson.Default.RegisterVersion));
        if (RegisterVersionWriter.TryWrite(to, command))
        {
            Assert.Equal(Encoding.UTF8.GetString(slow.Value.Span), Encoding.UTF8.GetString(to.Written));
        }
        else
        {
            Assert.True(!slow.IsOk || HasHalfPair(slow.Value.Span));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void A_fact_is_written_as_the_serialiser_writes_it() => Prop.ForAll(Commands.ToArbitrary(), command =>
    {
        var stated = command.Inputs ?? StatedInputs.None;
        var fact = new VersionRegistered(
            command.Version, command.Content, command.Files, command.Files.Length, 1L << 53,
            new RecordedInputs(
                stated.Code, stated.CodeVersion, [.. (stated.Data ?? []).Select(use => new DataReference(use.Version, command.Content, use.Role, use.Slice))],
                stated.TrainedIn, stated.Hyperparameters, stated.Seeds ?? RecordedInputs.None.Seeds, stated.InitialisedFrom ?? [], [], stated.DerivedFrom ?? []),
            command.Model, command.Behaviour, command.Supersedes, command.Owner, Sample.DigestOf(command.Owner), Sample.DigestOf("why"));
        var to = new ByteBuffer();
        var slow = CanonicalJson.Write(json => JsonSerializer.Serialize(json, fact, RegistryJson.Default.VersionRegistered));
        if (VersionRegisteredWriter.TryWrite(to, fact))
        {
            Assert.Equal(Encoding.UTF8.GetString(slow.Value.Span), Encoding.UTF8.GetString(to.Written));
            Assert.Equal(to.Written, Encoded(VersionRegisteredReader.TryRead(to.Written)));
        }
        else
        {
            Assert.True(!slow.IsOk || HasHalfPair(slow.Value.Span));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Lists_that_were_never_set_are_left_to_the_serialiser()
    {
        var command = Sample.Register("model/flights@1.0.0", inputs: Sample.Training);
        RegisterVersion[] unset =
        [
            command with { Files = default },
            command with { Model = Sample.Model with { InputSchema = default } },
            command with { Inputs = Sample.Training with { Data = default(ImmutableArray<DataUse>) } },
            command with { Inputs = Sample.Training with { DerivedFrom = default(ImmutableArray<VersionId>) } },
        ];

        Assert.All(unset, one => Assert.False(RegisterVersionWriter.TryWrite(new ByteBuffer(), one)));
        Assert.True(RegisterVersionWriter.TryWrite(new ByteBuffer(), command));
    }

    /// <summary>The serialiser replaces halves of surrogate pairs silently, which the quick one leaves to it.</summary>
    private static bool HasHalfPair(ReadOnlySpan<byte> canonical) => canonical.IndexOf("\ufffd"u8) >= 0;

    private static byte[] Encoded(VersionRegistered? fact)
    {
        var to = new ByteBuffer();
        Assert.NotNull(fact);
        Assert.True(VersionRegisteredWriter.TryWrite(to, fact));
        return to.Written.ToArray();
    }
}
