using System.Collections.Immutable;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;

namespace Backstay.Core.Tests.Registry;

public sealed class ContentDigestsTests
{
    private const string GoldenList =
        """[{"path":"a/model.onnx","sha256":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","size":5},{"path":"b.txt","sha256":"982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1","size":4}]""";

    private const string GoldenDigest = "files-v1:aab1e14e15579c625792de142db781c2980b5d590c387eb9fa7fe621dbb4e8ba";

    [Fact]
    public void A_list_of_files_gives_the_golden_bytes_and_digest_in_any_order()
    {
        ImmutableArray<ContentFile> files = [Sample.File("b.txt", "text"), Sample.File("a/model.onnx", "model")];

        Assert.Equal(GoldenList, Encoding.UTF8.GetString(ContentDigests.ListBytes(files).Value.Span));
        Assert.Equal(GoldenDigest, ContentDigests.OfFiles(files).Value.ToString());
        Assert.Equal(GoldenDigest, ContentDigests.OfFiles([files[1], files[0]]).Value.ToString());
    }

    [Fact]
    public void Paths_of_any_characters_are_listed_in_canonical_form_by_their_code_units()
    {
        ImmutableArray<ContentFile> files = [Sample.File("\uF900", "1"), Sample.File("\U0001F600/\"q\"", "2"), Sample.File("a b", "3")];

        var list = ContentDigests.ListBytes(files).Value;

        Assert.Null(CanonicalJson.Check(list.Span));
        Assert.Equal(["a b", "\U0001F600/\"q\"", "\uF900"], ContentDigests.ReadList(list.Span).Value.Select(file => file.Path));
    }

    [Fact]
    public void A_list_reads_back_as_it_was_written()
    {
        var files = ContentDigests.ReadList(Encoding.UTF8.GetBytes(GoldenList)).Value;

        Assert.Equal(["a/model.onnx", "b.txt"], files.Select(file => file.Path));
        Assert.Equal(GoldenDigest, ContentDigests.OfFiles(files).Value.ToString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[{"path":"../x","sha256":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","size":5}]""")]
    [InlineData("""[{"extra":1,"path":"x","sha256":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","size":5}]""")]
    [InlineData("""[{"path":"b","sha256":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","size":5},{"path":"a","sha256":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","size":5}]""")]
    [InlineData("not json")]
    public void Whatever_is_not_such_a_list_is_refused(string text) =>
        Assert.False(ContentDigests.ReadList(Encoding.UTF8.GetBytes(text)).IsOk);

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("weights/layer 1/w.bin")]
    [InlineData(".hidden/..data")]
    [InlineData("Übung/数据.csv")]
    [InlineData("faces/\U0001F600.png")]
    public void Relative_paths_are_taken(string path) => Assert.Null(ContentPaths.Check(path, "path"));

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("a/c:stream")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a/b.")]
    [InlineData("a /b")]
    [InlineData("a\u2044b")]
    [InlineData("a\u2215b")]
    [InlineData("a\uFF0Fb")]
    [InlineData("a\uFF3Cb")]
    [InlineData("\uFF0E\uFF0E/b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u200Db")]
    [InlineData("a\uFDD0b")]
    [InlineData("a\U000E0041b")]
    public void Paths_that_could_mean_something_else_somewhere_are_refused(string path) =>
        Assert.NotNull(ContentPaths.Check(path, "path"));

    // Not as data of a theory: test runners can't carry a lone surrogate.
    [Fact]
    public void Broken_unicode_and_long_paths_are_refused()
    {
        Assert.NotNull(ContentPaths.Check("a\uD800", "path"));
        Assert.NotNull(ContentPaths.Check("\uDC00\uD800", "path"));
        Assert.NotNull(ContentPaths.Check(new string('a', ContentPaths.MaxLength + 1), "path"));
        Assert.Null(ContentPaths.Check(new string('a', ContentPaths.MaxLength), "path"));
    }

    [Fact]
    public void A_path_stands_once_and_is_not_the_folder_of_another()
    {
        Assert.False(ContentDigests.OfFiles([Sample.File("a", "1"), Sample.File("a", "2")]).IsOk);
        Assert.False(ContentDigests.OfFiles([Sample.File("a", "1"), Sample.File("a/b/c", "2")]).IsOk);
        Assert.True(ContentDigests.OfFiles([Sample.File("a", "1"), Sample.File("ab/c", "2")]).IsOk);
    }

    [Fact]
    public void Sizes_are_whole_and_their_sum_is_exact()
    {
        var half = CanonicalJson.MaxInteger / 2;

        Assert.False(ContentDigests.OfFiles([Sample.File("a", "1") with { Size = -1 }]).IsOk);
        Assert.True(ContentDigests.OfFiles([Sample.File("a", "1") with { Size = half }, Sample.File("b", "1") with { Size = half }]).IsOk);
        Assert.False(ContentDigests.OfFiles([Sample.File("a", "1") with { Size = half }, Sample.File("b", "1") with { Size = half + 1 }]).IsOk);
        Assert.False(ContentDigests.OfFiles([Sample.File("a", "1") with { Size = long.MaxValue }]).IsOk);
    }

    [Fact]
    public void At_most_ten_thousand_files()
    {
        ImmutableArray<ContentFile> many = [.. Enumerable.Range(0, ContentDigests.MaxFiles + 1).Select(i => Sample.File($"f{i}", "x"))];

        Assert.False(ContentDigests.OfFiles(many).IsOk);
        Assert.True(ContentDigests.OfFiles(many[..ContentDigests.MaxFiles]).IsOk);
        Assert.False(ContentDigests.OfFiles([]).IsOk);
        Assert.False(ContentDigests.OfFiles(default).IsOk);
    }
}
