using Microsoft.Playwright;

namespace Backstay.EndToEnd.Tests.Live;

/// <summary>The machine's own Chromium, started once for a class of tests; none is ever downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const float PatienceMs = 60_000;

    private IPlaywright? _driver;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } path)
        {
            return;
        }

        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--disable-gpu"] });
        Assertions.SetDefaultExpectTimeout(PatienceMs);
    }

    /// <summary>A page in a profile of its own. Skips the test, by name, where there is no browser.</summary>
    internal async Task<LivePageView> OpenAsync(bool script)
    {
        if (_browser is null)
        {
            Assert.Skip("There is no chromium or chromium-browser on the PATH.");
        }

        var profile = await _browser.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = script });
        profile.SetDefaultTimeout(PatienceMs);
        return new LivePageView(await profile.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _driver?.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => new[] { Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser") })
        .FirstOrDefault(File.Exists);
}
