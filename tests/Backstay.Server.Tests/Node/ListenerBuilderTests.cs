using Backstay.Server.Api;
using Backstay.Server.Node;

namespace Backstay.Server.Tests.Node;

/// <summary>Alone in the process: backends of other tests may watch folders as they like.</summary>
[CollectionDefinition(nameof(ListenerBuilderTests), DisableParallelization = true)]
[Collection(nameof(ListenerBuilderTests))]
public sealed class ListenerBuilderTests
{
    private const string Descriptors = "/proc/self/fd";

    [Fact]
    public async Task A_listener_watches_no_folder()
    {
        Assert.SkipUnless(Directory.Exists(Descriptors), "Only Linux shows who watches.");

        await using var app = ListenerBuilder.Create(new Uri("http://127.0.0.1:0"), maxBodyBytes: null, new RejectedRequests(saysError: false), _ => { }).Build();

        // The data folder may lie below the working folder: each of its writes would be told to whoever watches that.
        var open = string.Join('\n', Directory.GetFileSystemEntries(Descriptors).Select(path => new FileInfo(path).LinkTarget));
        Assert.DoesNotContain("inotify", open, StringComparison.Ordinal);
    }
}
