using Backstay.Client;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.TestKit;
using Backstay.TestKit.Processes;
using static Microsoft.Playwright.Assertions;

namespace Backstay.EndToEnd.Tests.Live;

/// <summary>A live page with nothing to show yet, and one that not everybody may see.</summary>
public sealed class LiveAccessTests(Browser browser) : IClassFixture<Browser>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_server_says_what_to_do_first_and_one_with_tokens_asks_for_one()
    {
        await using var view = await browser.OpenAsync(script: true);
        using var folder = new TemporaryFolder();
        await using var server = ServerProcess.Start(folder.File("data"));
        var api = await server.ReadyAsync(Ct);
        var live = new Uri(api, "live").ToString();

        await view.Page.GotoAsync(live);
        await Expect(view.Page.Locator("#live[data-island]")).ToContainTextAsync("No endpoint is declared yet");
        await Expect(view.Page.Locator("#alerts")).ToContainTextAsync("None");
        await Expect(view.Page.Locator("#incidents")).ToContainTextAsync("None");
        Assert.Empty(view.Complaints);

        using var client = new BackstayClient(api, token: null);
        var token = await new TokenClient(client).CreateAsync(
            new NewToken { Name = Name.Parse("boss"), Scope = TokenScope.Admin, Holder = "alice", LifetimeDays = 1 }, idempotencyKey: null, Ct);
        await using var stranger = await browser.OpenAsync(script: true);
        await stranger.Page.GotoAsync(live);
        Assert.EndsWith("/sign-in", stranger.Page.Url, StringComparison.Ordinal);
        await stranger.Page.FillAsync("input[name=token]", token.Secret ?? string.Empty);
        await stranger.Page.ClickAsync("button");
        await Expect(stranger.Page.Locator("#live[data-island]")).ToContainTextAsync("No endpoint is declared yet");
        await Expect(stranger.Page.Locator(".lost")).ToHaveCountAsync(0);
        Assert.Empty(stranger.Complaints);
    }
}
