using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Core.World;

/// <summary>
/// All that it takes to serve and to judge without the ledger: the compiled routing table at one position, what its releases
/// are made of, the rollouts that run, and who may call. No secrets: of tokens only the hashes that the ledger has too.
/// </summary>
/// <remarks>
/// As bytes: one line that says of which ledger it is, one line with the parts, and a line with the SHA-256 of both.
/// </remarks>
public sealed record ServingImage(ServingHead Head, ServingParts Parts)
{
    private const int Version = 1;
    private const int Lines = 3;
    private const string DigestPrefix = "sha256:";

    /// <param name="table">Compiled from <paramref name="world"/>.</param>
    /// <param name="origin">The ledger's name in its checkpoints.</param>
    /// <param name="root">The ledger's Merkle root at the world's position.</param>
    public static ServingImage Of(WorldState world, RoutingTable table, string origin, Digest root) =>
        new(new ServingHead(Version, origin, world.Position, world.Time, root), ServingParts.Of(world, table));

    /// <summary>The table that the gateway had.</summary>
    public RoutingTable ToTable() => new(
        Head.Position,
        Parts.Endpoints.ToFrozenDictionary(served => served.Route.Config.Endpoint.ToString(), served => served.Route, StringComparer.Ordinal));

    /// <summary>As much of the state as judging and letting callers in take; the rest is empty.</summary>
    public WorldState ToWorld() => WorldState.Empty with
    {
        Position = Head.Position,
        Time = Head.Time,
        Rollouts = new RolloutsState(
            Parts.Endpoints.ToImmutableDictionary(served => served.Route.Config.Endpoint, served => served.Traffic),
            Parts.Rollouts.ToImmutableDictionary(rollout => rollout.Rollout, StringComparer.Ordinal)),
        Governance = new GovernanceState(
            Parts.Tokens.ToImmutableDictionary(token => token.Fact.Token),
            Parts.Tokens.ToImmutableDictionary(token => token.Fact.Hash, token => token.Fact.Token)),
    };

    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write(JsonSerializer.SerializeToUtf8Bytes(Head, ServingJson.Default.ServingHead));
        bytes.Write("\n"u8);
        bytes.Write(Parts.ToBytes());
        bytes.Write("\n"u8);
        bytes.Write(Encoding.ASCII.GetBytes($"{DigestPrefix}{Digest.Of(bytes.WrittenSpan).ToHex()}\n"));
        return bytes.WrittenSpan.ToArray();
    }

    public static Result<ServingImage> Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines.Length != Lines + 1 || lines[Lines].Length > 0)
        {
            return Damaged("It is not whole.");
        }

        var hashed = Encoding.UTF8.GetBytes($"{lines[0]}\n{lines[1]}\n");
        if (lines[2] != DigestPrefix + Digest.Of(hashed).ToHex())
        {
            return Damaged("Its bytes do not give the digest at its end.");
        }

        try
        {
            return JsonSerializer.Deserialize(lines[0], ServingJson.Default.ServingHead) is not { V: Version } head
                ? Damaged("It is of another version of Backstay.")
                : JsonSerializer.Deserialize(lines[1], ServingJson.Default.ServingParts) is { } parts
                    ? new ServingImage(head, parts)
                    : Damaged("It holds nothing.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or ArgumentException or FormatException)
        {
            return Damaged(unreadable.Message);
        }
    }

    private static Problem Damaged(string why) => Problem.Unavailable("table-damaged", $"The last good table can't be read. {why}");
}

/// <summary>Of which ledger an image is, and of which moment.</summary>
/// <param name="Origin">The ledger's name in its checkpoints; holds the workspace.</param>
/// <param name="Root">Merkle root of entries 1 to <paramref name="Position"/>.</param>
public sealed record ServingHead(int V, string Origin, long Position, DateTimeOffset Time, Digest Root);

/// <summary>An endpoint in an image.</summary>
public sealed record ServedEndpoint(EndpointRoute Route, EndpointTraffic Traffic);

/// <summary>What an image holds, apart from the moment that it is of.</summary>
/// <param name="Rollouts">Those that run.</param>
/// <param name="Versions">What the routes' releases are made of.</param>
/// <param name="Tokens">Those that open something, and one more where there is none, since any token closes the door to all without.</param>
public sealed record ServingParts(
    ImmutableArray<ServedEndpoint> Endpoints,
    ImmutableArray<RolloutRecord> Rollouts,
    ImmutableArray<VersionContent> Versions,
    ImmutableArray<Token> Tokens)
{
    public static ServingParts Of(WorldState world, RoutingTable table)
    {
        var routes = table.Endpoints.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).ToImmutableArray();
        var served = routes.Select(route => new ServedEndpoint(route, world.Rollouts.TrafficOf(route.Config.Endpoint))).ToImmutableArray();
        var running = served.Select(endpoint => endpoint.Traffic.Active?.Rollout).OfType<string>().Select(rollout => world.Rollouts.Rollouts[rollout]);
        var versions = routes.SelectMany(TargetsOf).SelectMany(target => new[] { target.Model, target.Processor }).OfType<VersionId>().Distinct();
        return new ServingParts(
            served,
            [.. running],
            [.. versions.OrderBy(id => id.ToString(), StringComparer.Ordinal).Select(id => VersionContent.Of(world.Registry[id]))],
            TokensOf(world));
    }

    /// <summary>Every target that a request or a copy could be sent to by this route.</summary>
    public static IEnumerable<RouteTarget> TargetsOf(EndpointRoute route) =>
        new[] { route.Current, route.Canary, route.Shadow }.OfType<RouteTarget>().Concat(route.Standbys);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ServingJson.Default.ServingParts);

    private static ImmutableArray<Token> TokensOf(WorldState world)
    {
        var sorted = world.Governance.Tokens.Values.OrderBy(token => token.Fact.Token.ToString(), StringComparer.Ordinal).ToArray();
        var live = sorted.Where(token => !token.Revoked && token.Fact.Expires > world.Time).ToImmutableArray();
        return live.IsEmpty ? [.. sorted.Take(1)] : live;
    }
}
