using System.Collections.Immutable;
using System.Text;
using Backstay.Client;
using Backstay.Client.Objects;
using Backstay.Client.Versions;
using Backstay.Core.Evaluation;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;

namespace Backstay.TestKit.Durability.Writings;

/// <summary>Scorecards of tens of kilobytes, so that the ledger's write-ahead log fills quickly.</summary>
internal sealed class BulkWriting(string writer)
{
    private const int Measures = 450;
    private const int CardsOfOne = 20;

    private readonly List<Book> _books = [];
    private Book? _current;
    private int _next;
    private int _read;

    public int Acknowledged => _books.Sum(book => book.Cards.Acknowledged);

    public async Task WriteAsync(BackstayClient client, CancellationToken ct)
    {
        var book = _current is { Cards.Issued: < CardsOfOne } open ? open : _current = await RegisterAsync(client, ct);
        var number = book.Cards.Next();
        await client.RecordScorecardAsync(book.Version, new ScorecardRequest { Measures = MeasuresOf(number) }, idempotencyKey: null, ct);
        book.Cards.Acknowledge(number);
    }

    /// <inheritdoc cref="IWriting.CheckAsync"/>
    public async Task CheckAsync(BackstayClient client, bool all, CancellationToken ct)
    {
        foreach (var book in _books.Skip(all ? 0 : _read))
        {
            var cards = (await client.GetScorecardsAsync(book.Version, at: null, ct)).Scorecards;
            book.Cards.Check($"The last scorecard of {book.Version}", cards.Length);
            Assert.All(cards.Index(), card => Assert.Equal(MeasuresOf(card.Index + 1), card.Item.Measures));
        }

        // What is in doubt stays so; the next process writes of another version.
        _read = _books.Count;
        _current = null;
    }

    private static ImmutableArray<Measure> MeasuresOf(int number) =>
        [.. Enumerable.Range(0, Measures).Select(i => new Measure(FormattableString.Invariant($"a-metric-of-some-length-{i}"), number, N: 100, number - 1, number + 1))];

    private async Task<Book> RegisterAsync(BackstayClient client, CancellationToken ct)
    {
        var book = new Book(VersionId.Parse(FormattableString.Invariant($"model/{writer}-bulk@1.{_next++}.0")));
        var tensor = TensorSpec.Create("x", TensorType.Fp32, [1]).Value;
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(book.Version.ToString()));
        var stored = await client.PutObjectAsync(content, expected: null, sent: null, ct);
        await client.RegisterVersionAsync(
            new RegisterVersionRequest
            {
                Version = book.Version,
                Files = [new FileReference("content.bin", stored.Digest)],
                Owner = writer,
                Purpose = "To be measured.",
                Why = "Measures take much space.",
                Model = new ModelDescription("none", [tensor], [tensor]),
            },
            idempotencyKey: null,
            ct);
        _books.Add(book);
        return book;
    }

    private sealed class Book(VersionId version)
    {
        public VersionId Version { get; } = version;

        public RisingValue Cards { get; } = new();
    }
}
