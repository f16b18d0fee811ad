using Backstay.Cli.Objects;
using Backstay.TestKit;

namespace Backstay.Cli.Tests.Faces;

public sealed class LocalTargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FileInfo Target => new(_folder.File("model.onnx"));

    [Fact]
    public async Task Two_downloads_to_one_place_have_a_file_each_and_the_place_holds_one_of_them_whole()
    {
        var bothWrite = new CountdownEvent(2);
        async Task WriteAsync(byte value)
        {
            await LocalTarget.WriteAsync(
                Target,
                async stream =>
                {
                    await stream.WriteAsync(Enumerable.Repeat(value, 50_000).ToArray(), Ct);
                    bothWrite.Signal();
                    Assert.True(bothWrite.Wait(TimeSpan.FromMinutes(1), Ct));
                    await stream.WriteAsync(Enumerable.Repeat(value, 50_000).ToArray(), Ct);
                },
                overwrite: true);
        }

        await Task.WhenAll(Task.Run(() => WriteAsync(1), Ct), Task.Run(() => WriteAsync(2), Ct));

        var written = File.ReadAllBytes(Target.FullName);
        Assert.Equal(100_000, written.Length);
        Assert.Single(written.Distinct());
        Assert.Equal([Target.FullName], Directory.GetFiles(_folder.FullPath));
    }

    [Fact]
    public async Task Links_that_lie_beside_the_place_or_in_it_are_not_followed()
    {
        var victim = _folder.File("victim");
        File.WriteAllText(victim, "mine");
        File.CreateSymbolicLink(Target.FullName + ".backstay-part", victim);
        File.CreateSymbolicLink(Target.FullName, victim);

        await LocalTarget.WriteAsync(Target, stream => stream.WriteAsync("theirs"u8.ToArray(), Ct).AsTask(), overwrite: true);

        Assert.Equal("mine", File.ReadAllText(victim));
        Assert.Equal("theirs", File.ReadAllText(Target.FullName));
    }

    [Fact]
    public async Task A_download_that_breaks_off_leaves_nothing_and_what_was_there()
    {
        File.WriteAllText(Target.FullName, "before");

        await Assert.ThrowsAsync<InvalidOperationException>(() => LocalTarget.WriteAsync(
            Target,
            async stream =>
            {
                await stream.WriteAsync("half"u8.ToArray(), Ct);
                throw new InvalidOperationException("The server is gone.");
            },
            overwrite: true));

        Assert.Equal("before", File.ReadAllText(Target.FullName));
        Assert.Equal([Target.FullName], Directory.GetFiles(_folder.FullPath));
    }

    public void Dispose() => _folder.Dispose();
}
