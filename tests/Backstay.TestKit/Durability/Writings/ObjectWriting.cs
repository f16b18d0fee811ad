using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.TestKit.Durability.Writings;

/// <summary>Objects of random bytes, read back and verified.</summary>
internal sealed class ObjectWriting(Random random) : IWriting
{
    private const int MostBytes = 200_000;

    private readonly List<ObjectInfo> _stored = [];
    private readonly List<ObjectInfo> _inDoubt = [];
    private int _read;

    public int Acknowledged => _stored.Count;

    public Task WriteAsync(BackstayClient client, CancellationToken ct) =>
        UploadAsync(client, random.Next(1, MostBytes), sent: null, ct);

    /// <summary>Uploads content of a size.</summary>
    public async Task UploadAsync(BackstayClient client, int size, IProgress<long>? sent, CancellationToken ct)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        var info = new ObjectInfo(Digest.Of(bytes), size);
        _inDoubt.Add(info);
        using var content = new MemoryStream(bytes);
        Assert.Equal(info, await client.PutObjectAsync(content, info.Digest, sent, ct));
        _inDoubt.Remove(info);
        _stored.Add(info);
    }

    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        foreach (var info in _stored.Skip(all ? 0 : _read))
        {
            Assert.True(await client.FindObjectAsync(info.Digest, ct) == info.Size, $"The acknowledged object {info.Digest} is lost.");
            await ReadAsync(client, info, ct);
        }

        _read = _stored.Count;
        foreach (var info in _inDoubt)
        {
            if (await client.FindObjectAsync(info.Digest, ct) is { } size)
            {
                Assert.Equal(info.Size, size);
                await ReadAsync(client, info, ct);
            }
        }
    }

    /// <summary>The client compares the digest of what it reads.</summary>
    private static async Task ReadAsync(BackstayClient client, ObjectInfo info, CancellationToken ct)
    {
        using var content = new MemoryStream();
        await client.DownloadObjectAsync(info.Digest, content, ct);
        Assert.Equal(info.Size, content.Length);
    }
}
