using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace Backstay.EndToEnd.Tests.Live;

/// <summary>The live page as somebody sees it, and all that the browser complained about meanwhile.</summary>
internal sealed class LivePageView : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public LivePageView(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A policy that is violated is reported here as well.
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>What the release's row says of its share of the requests of the latest moment, in percent.</summary>
    public async Task<double> ShareOfAsync(string release)
    {
        var row = Page.Locator("table.releases tbody tr").Filter(new LocatorFilterOptions { HasText = release });
        if (await row.CountAsync() == 0)
        {
            return 0;
        }

        var text = await row.Locator("td.share").InnerTextAsync();
        return double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>How wide the interval of a guard's test is; infinite where nothing bounds it yet.</summary>
    public async Task<double> IntervalWidthAsync(string test)
    {
        var row = Page.Locator($"table.guard-table tbody tr:has(td:text-is(\"{test}\"))");
        if (await row.CountAsync() == 0)
        {
            return double.PositiveInfinity;
        }

        var ends = (await row.Locator("td.interval").InnerTextAsync()).Split(" … ");
        return ends.Any(end => end.Contains('∞', StringComparison.Ordinal))
            ? double.PositiveInfinity
            : Number(ends[1]) - Number(ends[0]);
    }

    /// <summary>Pixels of about this colour in the first plot that matches.</summary>
    public Task<int> PixelsAsync(string plot, string colour) => Page.EvaluateAsync<int>(
        """
        ([plot, colour]) => {
          const canvas = document.querySelector(`${plot} canvas`);
          if (canvas === null || canvas.width === 0) return 0;
          const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          let found = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 200 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 30) found++;
          }
          return found;
        }
        """,
        new[] { plot, colour });

    /// <summary>Looks again until it holds. Patience is for a page that stands still, not a measure of anything.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(LookEvery);
        while (!await holds())
        {
            Assert.False(
                patience.IsCancellationRequested, $"The page does not come to show {what}:\n{await Page.InnerTextAsync("body")}\n{string.Join('\n', Complaints)}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private static double Number(string text) => double.Parse(text.Replace('−', '-'), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
}
