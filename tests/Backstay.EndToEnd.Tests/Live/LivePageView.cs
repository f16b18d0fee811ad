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

    /// <summary>What the plot of the split tells screen readers of a release's share of the latest requests, in percent.</summary>
    public async Task<double> ShareOfAsync(string release)
    {
        var label = await TrafficAsync("aria-label");
        var words = (label ?? string.Empty).Split([' ', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, release);
        return at < 0 ? 0 : Number(words[at + 1]);
    }

    /// <summary>How many points the plot of the split has.</summary>
    public async Task<int> PointsAsync() => int.Parse(await TrafficAsync("data-points") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>All that the page says in words and figures, beside its plots; one piece a line.</summary>
    public async Task<string> WordsAsync()
    {
        var texts = await Page.Locator("h2, h3, .rollout, .demands, table, .marks, .notes, .quiet").AllInnerTextsAsync();
        return string.Join('\n', texts.SelectMany(text => text.Split('\n')).Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(line => line.Length > 0));
    }

    /// <summary>How wide the interval of a guard's test is; infinite where nothing bounds it yet.</summary>
    public async Task<double> IntervalWidthAsync(string test)
    {
        var row = Page.Locator($"table.guard-table tbody tr:has(td:text-is(\"{test}\"))");
        if (await row.CountAsync() == 0)
        {
            return double.PositiveInfinity;
        }

        return (await row.Locator("td.interval").InnerTextAsync()).Split(" to ") is [var low, var high]
            ? Number(high) - Number(low)
            : double.PositiveInfinity;
    }

    /// <summary>Pixels of about this colour, also where it lets others through, in the first plot that matches.</summary>
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
            if (data[i + 3] > 50 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 30) found++;
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

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private async Task<string?> TrafficAsync(string attribute)
    {
        var plot = Page.Locator(".traffic");
        return await plot.CountAsync() == 0 ? null : await plot.GetAttributeAsync(attribute);
    }
}
