using System.Text;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.TestKit;
using Backstay.TestKit.Durability;
using Backstay.TestKit.Durability.Writings;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Durability;

/// <summary>Invariants 1, 2 and 11 through the real binary: what was acknowledged survives <c>kill -9</c> at any instant.</summary>
public sealed class DurabilityTests(ITestOutputHelper output)
{
    private const int Seed = 20260301;
    private const int Cycles = 50;
    private const int Writers = 3;

    /// <summary>Data folders at a time.</summary>
    private const int Lanes = 2;

    private static readonly KillPhase[] Phases =
    [
        KillPhase.Load, KillPhase.Upload, KillPhase.Start, KillPhase.Rollout, KillPhase.Load, KillPhase.Checkpoint,
        KillPhase.Load, KillPhase.Start, KillPhase.Upload, KillPhase.Rollout, KillPhase.Load, KillPhase.Start,
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_at_random_instants()
    {
        output.WriteLine($"seed {Seed}");
        using var folder = new TemporaryFolder();
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json(TwoReleases.Healthy));
        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            var server = await KilledServer.CreateAsync(
                folder.File(FormattableString.Invariant($"data-{lane}")), backend.Url, Writers, Seed + (100 * lane), Ct);
            await server.RunAsync(Enumerable.Range(0, Cycles / Lanes).Select(cycle => Phases[cycle % Phases.Length]));
            await server.AssertAllAsync();
            return server;
        }));

        foreach (var kind in lanes.SelectMany(lane => lane.Acknowledged).GroupBy(item => item.Kind, item => item.Count))
        {
            output.WriteLine($"{kind.Key}: {kind.Sum()} acknowledged");
            Assert.True(kind.Sum() > (kind.Key == "Rollout" ? 1 : 20), $"Too little of {kind.Key} was acknowledged to prove anything.");
        }

        AssertHit("in an upload", lanes.Sum(lane => lane.Kills.HalfUploads));
        AssertHit("in a checkpoint of the write-ahead log", lanes.Sum(lane => lane.Kills.HalfCheckpoints));
        AssertHit("in a rollout", lanes.Sum(lane => lane.Kills.HalfRollouts));
        output.WriteLine($"{lanes.Sum(lane => lane.Kills.BeforeReady)} kills before the server was ready");

        void AssertHit(string where, int kills)
        {
            output.WriteLine($"{kills} kills {where}");
            Assert.True(kills > 0, $"No kill fell {where}.");
        }
    }

    [Fact]
    public async Task One_flipped_byte_in_a_copy_of_the_data_folder_is_found_and_named()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var server = ServerProcess.Start(data);
        var api = await server.ReadyAsync(Ct);
        using var client = new BackstayClient(api, await KilledServer.CreateAdminAsync(api, Ct));
        for (var i = 0; i < 20; i++)
        {
            await TokenWriting.CreateAsync(client, $"token-{i}", Ct);
        }

        var note = folder.File("checkpoint.txt");
        await File.WriteAllTextAsync(note, await new LedgerClient(client).CheckpointAsync(Ct), Ct);
        var victim = (await new LedgerClient(client).EntriesAsync(from: 1, limit: 100, kind: null, Ct)).Entries
            .Single(entry => entry.Payload.GetProperty("token").GetString() == "token-7");
        await server.StopAsync(Ct);
        var copy = folder.File("copy");
        CopyFolder(data, copy);
        FlipByteAt(Path.Combine(copy, "ledger", "default.db"), "holder-of-token-7");

        var sound = await BackstayBinary.RunAsync(Ct, "ledger", "verify", "--data", data, "--checkpoint", note);
        var damaged = await BackstayBinary.RunAsync(Ct, "ledger", "verify", "--data", copy, "--checkpoint", note);

        Assert.True(sound.ExitCode == 0, sound.Output + sound.Error);
        Assert.True(damaged.ExitCode == 1, damaged.Output + damaged.Error);
        Assert.Contains($"Entry {victim.Seq} does not give its stored leaf hash", damaged.Output);
        Assert.Contains("does NOT verify", damaged.Output);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(file, target);
        }
    }

    private static void FlipByteAt(string file, string text)
    {
        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(at >= 0, $"'{text}' is not in {file}.");
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
