using System.Text.Json;
using Backstay.Server.Node;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Node;

/// <summary>Whoever finds the ready file may call the addresses in it.</summary>
public sealed class ReadyFileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_there_while_the_server_answers_and_gone_after_its_end()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("ready");
        await File.WriteAllTextAsync(file, """{"api":"http://127.0.0.1:1/"}""", Ct); // of a process that was killed

        await using (var node = await StartAsync(folder, file))
        {
            var ready = JsonElement.Parse(await File.ReadAllTextAsync(file, Ct));
            Assert.Equal((node.Api, node.Gateway), (new Uri(ready.GetProperty("api").GetString()!), new Uri(ready.GetProperty("gateway").GetString()!))); // it has both
        }

        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task The_end_is_in_order_where_its_folder_is_gone()
    {
        using var folder = new TemporaryFolder();
        var run = Directory.CreateDirectory(folder.File("run"));
        var node = await StartAsync(folder, Path.Combine(run.FullName, "ready"));
        run.Delete(recursive: true);

        await node.DisposeAsync();

        await using var next = await StartAsync(folder, folder.File("ready")); // the folder's lock was given back
    }

    private static Task<BackstayNode> StartAsync(TemporaryFolder folder, string file) => BackstayNode.StartAsync(
        new ServeOptions
        {
            DataFolder = folder.File("data"),
            Api = new Uri("http://127.0.0.1:0"),
            Gateway = new Uri("http://127.0.0.1:0"),
            ReadyFile = file,
        },
        TimeProvider.System,
        _ => { },
        Ct);
}
