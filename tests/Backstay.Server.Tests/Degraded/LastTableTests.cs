using System.Collections.Frozen;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Gateway.Tables;
using Backstay.Server.Degraded;
using Backstay.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backstay.Server.Tests.Degraded;

/// <summary>The last good table where the disk does not take it.</summary>
public sealed class LastTableTests : IDisposable
{
    private static readonly EscapeNote Escape = new("answers", "answers-1", 7);

    private readonly TemporaryFolder _folder = new();
    private readonly Notes _notes = new();
    private readonly LastTable _last;
    private readonly HeldEscapes _held;

    public LastTableTests()
    {
        _last = new LastTable(TablePath, NullLogger<LastTable>.Instance);
        _held = new HeldEscapes(_notes, _last);
    }

    private string TablePath => Path.Combine(_folder.File("data"), "table");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_escape_that_is_over_is_held_until_the_table_without_its_rollout_is_on_the_disk()
    {
        _held.Write([Escape]);
        _last.Keep(Image(9));
        Assert.True(_last.IsBehind);

        _held.Write([]);
        Assert.Equal([Escape], _held.Read());

        Directory.CreateDirectory(_folder.File("data"));
        _last.Retry();
        Assert.False(_last.IsBehind);
        Assert.Equal(9, LastTable.Read(TablePath).Value.Head.Position);
        _held.Write([]);
        Assert.Empty(_held.Read());
    }

    [Fact]
    public void A_table_that_differs_in_its_position_alone_is_not_written_again()
    {
        Directory.CreateDirectory(_folder.File("data"));
        _last.Keep(Image(1));
        _last.Keep(Image(2));

        Assert.Equal(1, LastTable.Read(TablePath).Value.Head.Position);
        Assert.Equal(0, _last.Failed);
    }

    private static ServingImage Image(long position) => ServingImage.Of(
        WorldState.Empty with { Position = position },
        new RoutingTable(position, FrozenDictionary<string, EndpointRoute>.Empty),
        "backstay/0123456789abcdef/default",
        Digest.Of("root"u8));

    private sealed class Notes : IEscapeNotes
    {
        private IReadOnlyList<EscapeNote> _notes = [];

        public IReadOnlyList<EscapeNote> Read() => _notes;

        public void Write(IReadOnlyList<EscapeNote> notes) => _notes = [.. notes];
    }
}
