using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backstay.EndToEnd.Tests.Live;

/// <summary>The live page in a real browser, on the real server, while requests flow.</summary>
public sealed class LiveRolloutTests(Browser browser) : IClassFixture<Browser>
{
    private const string Traffic = ".traffic";
    private const string GuardPlot = ".guard[aria-label*='against limit']";
    private const string OldColour = "#0072b2";
    private const string NewColour = "#e69f00";
    private const string BadColour = "#b3380b";

    /// <summary>The first step lasts until somebody has seen it; the second does not end by itself: the test ends it.</summary>
    private static readonly RolloutPlanSpec Plan = new()
    {
        Steps =
        [
            new StepSpec { Kind = StepKind.Canary, Weight = 2_000, MinUnits = 40, MinSeconds = 3 },
            new StepSpec { Kind = StepKind.Canary, Weight = 7_000, MinUnits = 1_000_000 },
        ],
        Guards = [RolloutScene.Errors],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rollout_is_drawn_from_its_steps_to_its_rollback()
    {
        await using var view = await browser.OpenAsync(script: true);
        await using var scene = await RolloutScene.StartAsync();
        await view.Page.GotoAsync(new Uri(scene.Server.Addresses.Api, "live").ToString());
        await Expect(view.Page.Locator("#live")).ToContainTextAsync("answers");
        var callers = new Callers(scene);
        await using var untilTheEnd = callers;

        await scene.RollOutAsync(Plan);
        await view.UntilAsync("the first step's share", async () => await view.ShareOfAsync("new") is > 5 and < 45);
        await view.UntilAsync("an interval that is bounded", async () => double.IsFinite(await view.IntervalWidthAsync("limit")));
        var first = await view.IntervalWidthAsync("limit");

        await Expect(view.Page.Locator("li.mark-step")).ToContainTextAsync("step: canary 70 %");
        var points = await view.PointsAsync();
        await view.UntilAsync("the second step's share", async () => await view.ShareOfAsync("new") is > 50 and < 90);
        await view.UntilAsync("an interval that narrows", async () => await view.IntervalWidthAsync("limit") < first / 2);
        await view.UntilAsync("both releases' lines", async () =>
            await view.PixelsAsync(Traffic, OldColour) > 100 && await view.PixelsAsync(Traffic, NewColour) > 100);
        await view.UntilAsync("the guard's interval and bound", async () =>
            await view.PixelsAsync(GuardPlot, OldColour) > 100 && await view.PixelsAsync(GuardPlot, BadColour) > 50);
        await view.UntilAsync("a split that is drawn on", async () => await view.PointsAsync() > points);
        Assert.Equal(0, await view.PixelsAsync(Traffic, BadColour));
        await Expect(view.Page.Locator("#alerts")).ToContainTextAsync("None since the server started.");

        scene.NewBackend.Behaviour = Behave.Status(500);

        await Expect(view.Page.Locator("li.mark-rollback")).ToBeVisibleAsync();
        await view.UntilAsync("the rollback's line", async () => await view.PixelsAsync(Traffic, BadColour) > 50);
        await view.UntilAsync("all requests back at the old release", async () => await view.ShareOfAsync("new") == 0);
        await Expect(view.Page.Locator("#incidents li")).ToContainTextAsync("answers");
        await AssertAlertAsync(view.Page);
        Assert.Empty(view.Complaints);

        await callers.EndAsync();
        await AssertWithoutScriptAsync(view);
    }

    [Fact]
    public async Task A_server_that_went_away_is_missed_and_found_again()
    {
        await using var view = await browser.OpenAsync(script: true);
        await using var scene = await RolloutScene.StartAsync();
        await view.Page.GotoAsync(new Uri(scene.Server.Addresses.Api, "live").ToString());
        var lost = view.Page.Locator(".lost");
        await Expect(view.Page.Locator("h2").First).ToContainTextAsync("answers");
        await Expect(lost).ToHaveCountAsync(0);

        await scene.Server.KillAsync(Ct);
        await Expect(lost).ToContainTextAsync("The connection is lost");
        await Expect(view.Page.Locator("h2").First).ToContainTextAsync("answers");

        await scene.StartAgainInPlaceAsync();
        await Expect(lost).ToHaveCountAsync(0);
        await scene.CallAsync(count: 5);
        await Expect(view.Page.Locator("table.releases")).ToContainTextAsync("old");
    }

    [Fact]
    public async Task The_page_shows_the_present_state_before_its_stream_says_anything()
    {
        await using var view = await browser.OpenAsync(script: true);
        await using var scene = await RolloutScene.StartAsync();
        await scene.CallAsync(count: 5);
        await view.Page.RouteAsync("**/live/events", route => route.AbortAsync());

        await view.Page.GotoAsync(new Uri(scene.Server.Addresses.Api, "live").ToString());

        await Expect(view.Page.Locator("#live")).ToContainTextAsync("old serves.");
        await Expect(view.Page.Locator(".lost")).ToBeVisibleAsync();
    }

    private static async Task AssertAlertAsync(IPage page)
    {
        var alert = page.Locator("#alerts li.severity-warning");
        await Expect(alert).ToContainTextAsync("guard errors breached");
        await Expect(alert).ToContainTextAsync("new → old");
        await Expect(alert).ToContainTextAsync($"owner {TwoReleases.Owner}");
        await Expect(alert.Locator("a")).ToHaveAttributeAsync("href", TwoReleases.Playbook.ToString());
    }

    private async Task AssertWithoutScriptAsync(LivePageView view)
    {
        await using var plain = await browser.OpenAsync(script: false);
        await plain.Page.GotoAsync(view.Page.Url);
        await Expect(plain.Page.Locator("#live")).ToContainTextAsync("old serves.");
        await Expect(plain.Page.Locator("li.mark-step")).ToContainTextAsync("step: canary 70 %");
        await Expect(plain.Page.Locator("li.mark-rollback")).ToBeVisibleAsync();
        await Expect(plain.Page.Locator("#incidents li")).ToContainTextAsync("answers");
        await AssertAlertAsync(plain.Page);

        // The two were drawn at different moments, and the last requests may have come in between.
        await view.UntilAsync("the same words with and without script", async () =>
        {
            await plain.Page.ReloadAsync();
            return await plain.WordsAsync() == await view.WordsAsync();
        });
        Assert.Empty(plain.Complaints);
    }

    /// <summary>Users who keep calling, one after the other, until the test has seen enough.</summary>
    private sealed class Callers : IAsyncDisposable
    {
        private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(10);
        private readonly CancellationTokenSource _enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        private readonly Task _calling;

        public Callers(RolloutScene scene) => _calling = Task.Run(() => CallAsync(scene), Ct);

        public async Task EndAsync()
        {
            await _enough.CancelAsync();
            await _calling;
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            _enough.Dispose();
        }

        private async Task CallAsync(RolloutScene scene)
        {
            while (!_enough.IsCancellationRequested)
            {
                await scene.CallAsync(count: 5);
                await Task.Delay(BetweenCalls, Ct);
            }
        }
    }
}
