using System.Text;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.EndToEnd.Tests.Support;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit;

namespace Backstay.EndToEnd.Tests.Durability;

/// <summary>Invariants 1, 2 and 11 through the real binary: what was acknowledged survives <c>kill -9</c> at any instant.</summary>
public sealed class DurabilityTests(ITestOutputHelper output)
{
    private const int Seed = 20260301;
    private const int Cycles = 50;
    private const int Writers = 4;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_at_random_instants()
    {
        output.WriteLine($"seed {Seed}");
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        var random = new Random(Seed);
        var admin = await CreateAdminAsync(data);
        var writers = Enumerable.Range(0, Writers).Select(number => new Writer(number, Seed + number)).ToArray();

        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await using var server = ServerProcess.Start(data);
            if (cycle % 3 == 2)
            {
                await KillDuringStartAsync(server, random);
            }
            else
            {
                await KillUnderLoadAsync(server, writers, admin, random);
            }
        }

        await using var last = ServerProcess.Start(data);
        using var client = new BackstayClient(await last.ReadyAsync(Ct), admin);
        var created = writers.SelectMany(w => w.Created).ToArray();
        output.WriteLine($"{created.Length} tokens, {writers.Sum(w => w.Revoked.Count)} revocations, {writers.Sum(w => w.Checkpoints.Count)} checkpoints acknowledged");
        Assert.True(created.Length > Cycles, "Too little was acknowledged to prove anything.");

        await AssertTokensAsync(client, writers);
        await AssertRepeatsAsync(client, writers);
        await AssertLedgerAsync(client, writers);
        var state = await new LedgerClient(client).StateAsync(at: null, Ct);
        Assert.Equal(0, await last.StopAsync(Ct));
        Assert.Equal(state.Digest, await ReplayAsync(data, state.Position));
    }

    [Fact]
    public async Task One_flipped_byte_in_a_copy_of_the_data_folder_is_found_and_named()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        var admin = await CreateAdminAsync(data);
        await using var server = ServerProcess.Start(data);
        using var client = new BackstayClient(await server.ReadyAsync(Ct), admin);
        for (var i = 0; i < 20; i++)
        {
            await Writer.CreateAsync(client, $"token-{i}", Ct);
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

    private static async Task<string> CreateAdminAsync(string data)
    {
        await using var server = ServerProcess.Start(data);
        using var client = new BackstayClient(await server.ReadyAsync(Ct), token: null);
        var created = await new TokenClient(client).CreateAsync(
            new NewToken { Name = Name.Parse("root"), Scope = TokenScope.Admin, Holder = "root", LifetimeDays = 30 }, idempotencyKey: null, Ct);
        await server.KillAsync(Ct);
        return created.Secret ?? throw new InvalidOperationException("A fresh token has a secret.");
    }

    private static async Task KillDuringStartAsync(ServerProcess server, Random random)
    {
#pragma warning disable RS0030 // a process of its own keeps real time; which instant it is hit at is the point
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TimeProvider.System, Ct);
#pragma warning restore RS0030
        await server.KillAsync(Ct);
    }

    /// <summary>Kills it right after some acknowledgement, while the other writers wait for theirs.</summary>
    private static async Task KillUnderLoadAsync(ServerProcess server, Writer[] writers, string admin, Random random)
    {
        var api = await server.ReadyAsync(Ct);
        var after = random.Next(40);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = writers.Select(writer => writer.RunAsync(
            api, admin, () => _ = Interlocked.Increment(ref count) >= after && enough.TrySetResult(), stop.Token)).ToArray();
        await enough.Task.WaitAsync(Ct);
        await server.KillAsync(Ct);
        await Task.WhenAll(running);
    }

    private static async Task AssertTokensAsync(BackstayClient client, Writer[] writers)
    {
        var tokens = (await new TokenClient(client).ListAsync(Ct)).ToDictionary(token => token.Name.ToString(), StringComparer.Ordinal);
        foreach (var name in writers.SelectMany(w => w.Created))
        {
            Assert.True(tokens.TryGetValue(name, out var token), $"The acknowledged token {name} is lost.");
            Assert.Equal("holder-of-" + name, token.Holder);
        }

        foreach (var name in writers.SelectMany(w => w.Revoked))
        {
            Assert.Equal(TokenCondition.Revoked, tokens[name].Condition);
        }

        var known = writers.SelectMany(w => w.Created.Concat(w.InDoubt)).Append("root").ToHashSet(StringComparer.Ordinal);
        Assert.All(tokens.Values, token => Assert.Contains(token.Name.ToString(), known));
        Assert.All(tokens.Values.Where(t => t.Name.ToString() != "root"), token => Assert.Equal("holder-of-" + token.Name, token.Holder));
    }

    /// <summary>After a repeat under the same key everything is there, once, whether its first answer came or not.</summary>
    private static async Task AssertRepeatsAsync(BackstayClient client, Writer[] writers)
    {
        var before = (await new TokenClient(client).ListAsync(Ct)).Select(token => token.Name.ToString()).ToHashSet(StringComparer.Ordinal);
        var repeated = writers.SelectMany(w => w.InDoubt.Concat(w.Created.TakeLast(5))).ToArray();
        foreach (var name in repeated)
        {
            var answer = await Writer.CreateAsync(client, name, Ct);
            Assert.Equal(before.Contains(name), answer.Secret is null);
        }

        var created = await KindAsync(client, "governance.token-created");
        Assert.Equal(created.Distinct(StringComparer.Ordinal).Count(), created.Count);
        Assert.Superset(repeated.ToHashSet(StringComparer.Ordinal), created.ToHashSet(StringComparer.Ordinal));
    }

    private static async Task<List<string>> KindAsync(BackstayClient client, string kind)
    {
        var names = new List<string>();
        long? from = 1;
        while (from is { } next)
        {
            var page = await new LedgerClient(client).EntriesAsync(next, limit: 500, kind, Ct);
            names.AddRange(page.Entries.Select(entry => entry.Payload.GetProperty("token").GetString() ?? ""));
            from = page.Next;
        }

        return names;
    }

    private static async Task AssertLedgerAsync(BackstayClient client, Writer[] writers)
    {
        var ledger = new LedgerClient(client);
        var kept = (await ledger.CheckpointsAsync(Ct)).Select(checkpoint => checkpoint.Note).ToHashSet(StringComparer.Ordinal);
        var ours = writers.SelectMany(w => w.Checkpoints).ToArray();
        Assert.NotEmpty(ours);
        Assert.All(ours, note => Assert.Contains(note, kept));

        var head = await ledger.HeadAsync(withDigest: false, Ct);
        var verification = await ledger.VerifyAsync(new VerifyLedger { Checkpoint = ours[^1], Key = head.VerifierKey }, Ct);
        Assert.Empty(verification.Findings);
        Assert.Equal(kept.Count + 1, verification.CheckpointsAgreed);
        Assert.Equal(head.Root, verification.Root);
    }

    /// <summary>The state digest folded afresh from the file, without the server.</summary>
    private static async Task<Digest> ReplayAsync(string data, long position)
    {
        await using var store = SqliteLedgerStore.OpenForReading(Path.Combine(data, "ledger", "default.db"));
        Assert.Equal(position, await store.GetHeadAsync(Ct));
        var world = await LedgerReplay.FoldAsync(store, WorldState.Empty, position, onRecord: null, Ct);
        return world.Value.ComputeDigest();
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
