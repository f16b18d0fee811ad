using System.Text.Json;
using Backstay.Client.Ledger;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Backups;

/// <summary>A server with an endpoint and traffic, and a place for its backups and what is made of them.</summary>
internal sealed class BackupScene : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private BackupScene(TemporaryFolder folder, RolloutScene rollouts) => (_folder, Rollouts) = (folder, rollouts);

    public RolloutScene Rollouts { get; }

    public string Data => _folder.File("data");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<BackupScene> StartAsync()
    {
        var folder = new TemporaryFolder();
        return new BackupScene(folder, await RolloutScene.StartAsync(folder.File("data")));
    }

    public string File(string name) => _folder.File(name);

    /// <summary>Runs a verb against the scene's server; its exit code, its JSON where it has some, and its trouble.</summary>
    public async Task<(int ExitCode, JsonElement Output, string Error)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await BackstayBinary.RunAsync(
            Ct, [.. arguments, "--output", "json", "--server", Rollouts.Server.Addresses.Api.ToString()]);
        return (exitCode, output.Length > 0 ? JsonElement.Parse(output) : default, error);
    }

    /// <summary>The same for what must succeed.</summary>
    public async Task<JsonElement> MustAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.True(exitCode == 0, $"exit code {exitCode}: {error}{output}");
        return output;
    }

    /// <summary>A signed note of what the ledger holds now.</summary>
    public async Task<string> CheckpointAsync(string name)
    {
        await System.IO.File.WriteAllTextAsync(File(name), await new LedgerClient(Rollouts.Client).CheckpointAsync(Ct), Ct);
        return File(name);
    }

    public async ValueTask DisposeAsync()
    {
        await Rollouts.DisposeAsync();
        _folder.Dispose();
    }
}
