using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.TestKit.Contracts;

/// <summary>What every store behind <see cref="IObjectStore"/> promises.</summary>
public abstract class ObjectStoreContract
{
    private const long NoLimit = long.MaxValue;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract IObjectStore Store { get; }

    /// <summary>Changes stored bytes behind the store's back.</summary>
    protected abstract void Damage(Digest digest, Func<byte[], byte[]> damage);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(1_000_003)]
    public async Task What_is_put_comes_out_again(int size)
    {
        var content = Bytes(size);

        var put = await PutAsync(content);

        Assert.Equal(new ObjectInfo(Digest.Of(content), size), put);
        Assert.Equal(put, await Store.FindAsync(put.Digest, Ct));
        Assert.Equal(content, await ReadAsync(put.Digest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_003)]
    public async Task Content_is_mapped_whole_and_stays_when_another_has_taken_its_place(int size)
    {
        var content = Bytes(size);
        var put = await PutAsync(content);

        using var mapped = (await Store.MapAsync(put.Digest, size, Ct)).Value;
        Damage(put.Digest, _ => [1, 2, 3]);
        await PutAsync(content); // mends it

        Assert.True(mapped.IsWhole);
        Assert.Equal(put.Digest, mapped.Digest);
        Assert.Equal(content, mapped.Bytes.ToArray());
    }

    [Fact]
    public async Task What_can_not_be_mapped_says_why()
    {
        var put = await PutAsync(Bytes(5_000));

        Assert.Equal(ProblemKind.TooLarge, (await Store.MapAsync(put.Digest, 4_999, Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Store.MapAsync(Digest.Of("absent"u8), 5_000, Ct)).Problem?.Kind);
        Damage(put.Digest, bytes => [.. bytes[..^1], (byte)~bytes[^1]]);
        await Assert.ThrowsAsync<ObjectCorruptException>(() => Store.MapAsync(put.Digest, 5_000, Ct));
        Damage(put.Digest, _ => []);
        await Assert.ThrowsAsync<ObjectCorruptException>(() => Store.MapAsync(put.Digest, 5_000, Ct));
    }

    [Fact]
    public async Task What_is_absent_is_not_found()
    {
        var digest = Digest.Of("absent"u8);

        Assert.Null(await Store.FindAsync(digest, Ct));
        var opened = await Store.OpenAsync(digest, Ct);
        Assert.Equal(ProblemKind.NotFound, opened.Problem?.Kind);
    }

    [Fact]
    public async Task Putting_the_same_twice_answers_the_same_and_stores_it_once()
    {
        var first = await PutAsync(Bytes(5_000));
        var second = await PutAsync(Bytes(5_000));

        Assert.Equal(first, second);
        Assert.Equal([first], await ListAsync());
    }

    [Fact]
    public async Task Content_of_another_digest_is_refused_and_leaves_nothing()
    {
        var content = Bytes(5_000);

        var refused = await Store.PutAsync(new MemoryStream(content), Digest.Of("other"u8), NoLimit, Ct);
        var taken = await Store.PutAsync(new MemoryStream(content), Digest.Of(content), NoLimit, Ct);

        Assert.Equal("digest-mismatch", refused.Problem?.Code);
        Assert.True(taken.IsOk);
        Assert.Equal([taken.Value], await ListAsync());
    }

    [Fact]
    public async Task Content_beyond_the_limit_is_refused_and_leaves_nothing()
    {
        var refused = await Store.PutAsync(new MemoryStream(Bytes(5_001)), null, 5_000, Ct);
        Assert.Equal(ProblemKind.TooLarge, refused.Problem?.Kind);
        Assert.Empty(await ListAsync());

        Assert.True((await Store.PutAsync(new MemoryStream(Bytes(5_000)), null, 5_000, Ct)).IsOk);
    }

    [Fact]
    public async Task A_sender_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(
            () => Store.PutAsync(new BreakingStream(Bytes(300_000)), null, NoLimit, Ct));

        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_003)]
    public async Task An_inspection_reads_every_byte(int size)
    {
        var put = await PutAsync(Bytes(size));
        var read = 0L;

        var sound = await Store.InspectAsync(put.Digest, count => read += count, Ct);
        Damage(put.Digest, static bytes => [.. bytes, 0]);
        var longer = await Store.InspectAsync(put.Digest, Ct);
        Damage(put.Digest, bytes => [.. bytes.AsSpan(0, size)]);
        var mended = await Store.InspectAsync(put.Digest, Ct);
        Damage(put.Digest, static bytes => bytes is [.., var last] ? [.. bytes[..^1], (byte)~last] : [1]);
        var changed = await Store.InspectAsync(put.Digest, Ct);

        Assert.Equal((put, (long)size), (sound.Value, read));
        Assert.Equal(ObjectInspection.Corrupt, longer.Problem?.Code);
        Assert.Equal(put, mended.Value);
        Assert.Equal(ObjectInspection.Corrupt, changed.Problem?.Code);
        Assert.Equal(ProblemKind.NotFound, (await Store.InspectAsync(Digest.Of("absent"u8), Ct)).Problem?.Kind);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("extend")]
    [InlineData("empty")]
    public async Task Damaged_bytes_give_an_exception_in_place_of_the_end(string kind)
    {
        var put = await PutAsync(Bytes(200_000));
        Damage(put.Digest, kind);

        var corrupt = await Assert.ThrowsAsync<ObjectCorruptException>(() => ReadAsync(put.Digest));
        Assert.Equal(put.Digest, corrupt.Digest);

        // Asking again must not give the end either.
        await using var stream = (await Store.OpenAsync(put.Digest, Ct)).Value;
        Assert.Throws<ObjectCorruptException>(() => stream.CopyTo(Stream.Null));
        Assert.Throws<ObjectCorruptException>(() => stream.Read(new byte[10], 0, 10));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("extend")]
    [InlineData("empty")]
    public async Task Putting_a_damaged_object_again_mends_it(string kind)
    {
        var content = Bytes(200_000);
        var put = await PutAsync(content);
        Damage(put.Digest, kind);

        Assert.Equal(put, await PutAsync(content));

        Assert.Equal(content, await ReadAsync(put.Digest));
        Assert.Equal(put, await Store.FindAsync(put.Digest, Ct));
        Assert.Equal([put], await ListAsync());
    }

    [Fact]
    public async Task An_empty_read_is_not_taken_for_the_end()
    {
        var content = Bytes(100);
        var put = await PutAsync(content);
        await using var stream = (await Store.OpenAsync(put.Digest, Ct)).Value;

        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Ct));
        var found = new MemoryStream();
        await stream.CopyToAsync(found, Ct);

        Assert.Equal(content, found.ToArray());
    }

    [Fact]
    public async Task The_list_is_in_the_order_of_digests()
    {
        var put = new List<ObjectInfo>();
        for (var i = 0; i < 60; i++)
        {
            put.Add(await PutAsync(Encoding.UTF8.GetBytes($"object {i}")));
        }

        Assert.Equal(put.OrderBy(o => o.Digest), await ListAsync());
    }

    [Fact]
    public async Task Concurrent_puts_of_the_same_and_of_other_content_all_end_well()
    {
        var puts = Enumerable.Range(0, 24).Select(i => Task.Run(() => PutAsync(Bytes(100_000 + (i % 3))), Ct));

        await Task.WhenAll(puts);

        var listed = await ListAsync();
        Assert.Equal([100_000, 100_001, 100_002], listed.Select(o => o.Size).Order());
        foreach (var info in listed)
        {
            Assert.Equal(info.Size, (await ReadAsync(info.Digest)).Length);
        }
    }

    protected static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    protected async Task<ObjectInfo> PutAsync(byte[] content)
    {
        var put = await Store.PutAsync(new MemoryStream(content), null, NoLimit, Ct);
        Assert.True(put.IsOk, put.Problem?.ToString());
        return put.Value;
    }

    protected async Task<byte[]> ReadAsync(Digest digest)
    {
        await using var stream = (await Store.OpenAsync(digest, Ct)).Value;
        var found = new MemoryStream();
        await stream.CopyToAsync(found, Ct);
        return found.ToArray();
    }

    protected async Task<List<ObjectInfo>> ListAsync()
    {
        var found = new List<ObjectInfo>();
        await foreach (var info in Store.ListAsync(Ct))
        {
            found.Add(info);
        }

        return found;
    }

    private void Damage(Digest digest, string kind) => Damage(digest, bytes => kind switch
    {
        "flip" => Flip(bytes),
        "truncate" => bytes[..^1],
        "extend" => [.. bytes, 0],
        _ => [],
    });

    private static byte[] Flip(byte[] bytes)
    {
        bytes[bytes.Length / 2] ^= 0x10;
        return bytes;
    }

    /// <summary>Gives its content and then fails instead of ending.</summary>
    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new IOException("The sender broke off.");
        }
    }
}
