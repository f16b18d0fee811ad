using System.Globalization;
using System.Text.Json;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Backups;

/// <summary>A data folder has one process that writes. Everybody else is told which one, and what to do.</summary>
public sealed class SecondProcessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_server_is_refused_with_the_folder_the_process_and_the_way_out_until_the_first_is_dead()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var first = ServerProcess.Start(data);
        await first.ReadyAsync(Ct);

        var (exitCode, output, error) = await ServeAsync(data);

        Assert.Equal((3, ""), (exitCode, output));
        Assert.StartsWith(
            $"error: data-folder-in-use: The data folder '{data}' is in use by process {first.Id.ToString(CultureInfo.InvariantCulture)}.", error);
        Assert.Contains("hint: Stop the other process, or give --data another folder.", error, StringComparison.Ordinal);
        await first.KillAsync(Ct);
        await using var next = ServerProcess.Start(data);
        await next.ReadyAsync(Ct);
    }

    [Fact]
    public async Task A_restore_onto_a_folder_in_use_is_refused_and_reading_it_is_not()
    {
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("all.tar"), "--with-keys");

        var (onto, _, inUse) = await scene.RunAsync("restore", scene.File("all.tar"), "--data", scene.Data);
        Assert.Equal(1, onto);
        var refusal = JsonElement.Parse(inUse);
        Assert.Equal("data-folder-in-use", refusal.GetProperty("code").GetString());
        Assert.StartsWith($"The data folder '{scene.Data}' is in use by process", refusal.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await scene.MustAsync("ledger", "verify", "--data", scene.Data);

        await scene.Rollouts.Server.KillAsync(Ct);
        var (full, _, notEmpty) = await scene.RunAsync("restore", scene.File("all.tar"), "--data", scene.Data);
        Assert.Equal(1, full);
        Assert.Contains("folder-not-empty", notEmpty, StringComparison.Ordinal);
        await scene.Rollouts.StartAgainAsync();
        await scene.Rollouts.CallAsync(5);
    }

    private static Task<(int ExitCode, string Output, string Error)> ServeAsync(string data) =>
        BackstayBinary.RunAsync(Ct, "serve", "--data", data, "--api", "http://127.0.0.1:0", "--gateway", "http://127.0.0.1:0");
}
