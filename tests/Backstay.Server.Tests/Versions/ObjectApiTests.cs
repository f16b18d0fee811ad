using System.Net;
using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Core.Primitives;

namespace Backstay.Server.Tests.Versions;

public sealed class ObjectApiTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_put_comes_back_and_a_second_put_answers_the_same()
    {
        var bytes = Bytes(200_000, seed: 1);

        var first = await node.Client.PutObjectAsync(new MemoryStream(bytes), Digest.Of(bytes), sent: null, Ct);
        var second = await node.Client.PutObjectAsync(new MemoryStream(bytes), expected: null, sent: null, Ct);
        using var back = new MemoryStream();
        await node.Client.DownloadObjectAsync(first.Digest, back, Ct);

        Assert.Equal(first, second);
        Assert.Equal(bytes, back.ToArray());
        Assert.Equal(bytes.Length, await node.Client.FindObjectAsync(first.Digest, Ct));
    }

    [Fact]
    public async Task An_object_may_be_larger_than_a_JSON_body_and_the_upload_is_counted()
    {
        var bytes = Bytes(9 * 1024 * 1024, seed: 2);
        var sent = new Counter();

        var stored = await node.Client.PutObjectAsync(new MemoryStream(bytes), expected: null, sent, Ct);

        Assert.Equal(Digest.Of(bytes), stored.Digest);
        Assert.Equal(bytes.Length, sent.Last);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_beyond_the_limit_is_refused_whether_its_length_is_stated_or_not(bool chunked)
    {
        var bytes = Bytes(NodeFixture.MaxObjectBytes + 1, seed: 3);
        Stream content = chunked ? new Unseekable(bytes) : new MemoryStream(bytes);

        var refused = await Assert.ThrowsAsync<BackstayException>(() => node.Client.PutObjectAsync(content, expected: null, sent: null, Ct));

        Assert.Equal((413, "object-too-large"), (refused.Problem.Status, refused.Problem.Code));
        Assert.Null(await node.Client.FindObjectAsync(Digest.Of(bytes), Ct));
    }

    [Fact]
    public async Task Other_content_than_expected_is_refused_and_not_kept()
    {
        var bytes = Bytes(100, seed: 4);

        var refused = await Assert.ThrowsAsync<BackstayException>(() =>
            node.Client.PutObjectAsync(new MemoryStream(bytes), Digest.Of("other"u8), sent: null, Ct));

        Assert.Equal((400, "digest-mismatch"), (refused.Problem.Status, refused.Problem.Code));
        Assert.Null(await node.Client.FindObjectAsync(Digest.Of(bytes), Ct));
    }

    [Fact]
    public async Task Digests_that_are_none_are_refused_by_name_and_unknown_ones_are_not_found()
    {
        var put = await node.CallAsync(HttpMethod.Put, "objects?sha256=abc", "x", Ct);
        var get = await node.CallAsync(HttpMethod.Get, "objects/..%2f..%2fkeys", body: null, Ct);
        var absent = await node.CallAsync(HttpMethod.Get, $"objects/{Digest.Of("absent"u8).ToHex()}", body: null, Ct);

        Assert.Equal((400, "sha256"), (put.Status, put.Field));
        Assert.Equal((400, "digest"), (get.Status, get.Field));
        Assert.Equal((404, "not-found"), (absent.Status, absent.Code));
        Assert.Null(await node.Client.FindObjectAsync(Digest.Of("absent"u8), Ct));
    }

    [Fact]
    public async Task A_small_damaged_object_gives_a_problem()
    {
        var digest = await node.PutAsync("a small object that will be damaged", Ct);
        node.Damage(digest, at: 3);

        var answer = await node.CallAsync(HttpMethod.Get, $"objects/{digest.ToHex()}", body: null, Ct);

        Assert.Equal((503, "object-corrupt"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(399_999)]
    public async Task A_large_damaged_object_never_ends_as_a_success(int at)
    {
        var bytes = Bytes(400_000, seed: 5 + at);
        var stored = await node.Client.PutObjectAsync(new MemoryStream(bytes), expected: null, sent: null, Ct);
        node.Damage(stored.Digest, at);

        using var response = await node.Http.GetAsync($"{BackstayClient.Prefix}objects/{stored.Digest.ToHex()}", HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var content = await response.Content.ReadAsStreamAsync(Ct);
        var (buffer, received) = (new byte[4096], 0);
        var failure = await Record.ExceptionAsync(async () =>
        {
            while (await content.ReadAsync(buffer, Ct) is > 0 and var count)
            {
                received += count;
            }
        });

        Assert.True(failure is HttpRequestException or IOException, $"The damaged download ended as a success: {failure}");
        Assert.True(received < bytes.Length, "All bytes of a damaged object went out.");
    }

    [Fact]
    public async Task A_damaged_object_is_not_there_for_who_asks_and_is_mended_by_sending_it_again()
    {
        var bytes = Bytes(200_000, seed: 6);
        var stored = await node.Client.PutObjectAsync(new MemoryStream(bytes), expected: null, sent: null, Ct);
        node.Damage(stored.Digest, at: 100_000);

        var asked = await node.Client.FindObjectAsync(stored.Digest, Ct);
        var again = await node.Client.PutObjectAsync(new MemoryStream(bytes), stored.Digest, sent: null, Ct);
        using var back = new MemoryStream();
        await node.Client.DownloadObjectAsync(stored.Digest, back, Ct);

        Assert.Null(asked);
        Assert.Equal(stored, again);
        Assert.Equal(bytes, back.ToArray());
    }

    [Fact]
    public async Task Objects_are_never_shown_as_pages()
    {
        var digest = await node.PutAsync("<script>alert(1)</script>", Ct);

        using var response = await node.Http.GetAsync($"{BackstayClient.Prefix}objects/{digest.ToHex()}", Ct);

        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private sealed class Counter : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
