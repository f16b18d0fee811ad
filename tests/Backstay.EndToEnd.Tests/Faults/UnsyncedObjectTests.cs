using System.Security.Cryptography;
using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.TestKit;
using Backstay.TestKit.Faults;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Faults;

/// <summary>
/// The folder that an object's name is in can't be synced: after a power cut the object may be gone, so that nobody is told that
/// it is there, and above all no version is registered that names it.
/// </summary>
public sealed class UnsyncedObjectTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_not_there_for_anybody_until_it_is_sent_again()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var server = ServerProcess.Start(data);
        using var client = new BackstayClient(await server.ReadyAsync(Ct), token: null);
        var bytes = RandomNumberGenerator.GetBytes(1_000);
        var digest = Digest.Of(bytes);
        var shard = Path.Combine(data, "objects", "sha256", digest.ToHex()[..2]);
        await using (await Strace.InjectAsync(server.Id, "fsync", "error=EIO", [shard], Ct))
        {
            Assert.Equal((503, "storage-failed"), await RefusedAsync(() => PutAsync(client, bytes)));
        }

        Assert.True(File.Exists(Path.Combine(shard, digest.ToHex()[2..])), "The test is of an object that has its name.");
        Assert.Null(await client.FindObjectAsync(digest, Ct));
        Assert.Equal((404, "not-found"), await RefusedAsync(() => client.DownloadObjectAsync(digest, Stream.Null, Ct)));
        Assert.Equal((400, "invalid-input"), await RefusedAsync(() => RegisterAsync(client, digest)));

        await PutAsync(client, bytes);

        Assert.Equal(bytes.Length, await client.FindObjectAsync(digest, Ct));
        await RegisterAsync(client, digest);
    }

    private static async Task PutAsync(BackstayClient client, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        await client.PutObjectAsync(content, expected: null, sent: null, Ct);
    }

    private static Task<RegistrationAnswer> RegisterAsync(BackstayClient client, Digest digest) => client.RegisterVersionAsync(
        new RegisterVersionRequest
        {
            Version = VersionId.Parse("dataset/unsynced@1.0.0"),
            Files = [new FileReference("rows.csv", digest)],
            Owner = "team",
            Purpose = "a test",
            Why = "a test",
        },
        idempotencyKey: null,
        Ct);

    private static async Task<(int Status, string Code)> RefusedAsync(Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<BackstayException>(act);
        return (refused.Problem.Status, refused.Problem.Code);
    }
}
