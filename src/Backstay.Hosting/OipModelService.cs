using System.Buffers;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Hosting;

/// <summary>
/// The Open Inference Protocol v2 over a <see cref="ModelHost"/>, without a transport: documents in, documents or problems out.
/// Where a request names no version, the model's only hot version serves; with several the caller must name one.
/// </summary>
public sealed class OipModelService(ModelHost host, OipServerInfo server)
{
    /// <summary><c>GET v2</c>.</summary>
    public ReadOnlyMemory<byte> ServerMetadata() => Write(json =>
    {
        json.WriteString("name"u8, server.Name);
        json.WriteString("version"u8, server.Version);
        json.WriteStartArray("extensions"u8);
        json.WriteEndArray();
    });

    /// <summary><c>GET v2/health/live</c>: true as long as the process answers at all.</summary>
    public ReadOnlyMemory<byte> Live() => Write(json => json.WriteBoolean("live"u8, true));

    /// <summary><c>GET v2/health/ready</c>: whether no load is under way. The boolean decides the HTTP status.</summary>
    public (bool IsReady, ReadOnlyMemory<byte> Body) Ready()
    {
        var ready = host.List().All(model => model.State != ModelState.Loading);
        return (ready, Write(json => json.WriteBoolean("ready"u8, ready)));
    }

    /// <summary><c>GET v2/models/{name}[/versions/{version}]/ready</c>.</summary>
    public Result<(bool IsReady, ReadOnlyMemory<byte> Body)> ModelReady(string name, string? version)
    {
        var versions = Versions(name, version);
        if (versions.Count == 0)
        {
            return Problem.NotFound("model", version is null ? name : $"{name}/{version}");
        }

        var ready = versions.Any(model => model.State == ModelState.Hot);
        return (ready, Write(json =>
        {
            json.WriteString("name"u8, name);
            json.WriteBoolean("ready"u8, ready);
        }));
    }

    /// <summary><c>GET v2/models/{name}[/versions/{version}]</c>; the tensors are known once a version has been hot.</summary>
    public Result<ReadOnlyMemory<byte>> ModelMetadata(string name, string? version)
    {
        var all = Versions(name, null);
        var chosen = Versions(name, version);
        if (chosen.Count == 0)
        {
            return Problem.NotFound("model", version is null ? name : $"{name}/{version}");
        }

        var described = chosen.FirstOrDefault(model => model.State == ModelState.Hot) ?? chosen[0];
        return Write(json =>
        {
            json.WriteString("name"u8, name);
            json.WriteStartArray("versions"u8);
            foreach (var model in all)
            {
                json.WriteStringValue(model.Key.Version);
            }

            json.WriteEndArray();
            json.WriteString("platform"u8, host.Runtime.Platform);
            WriteSpecs(json, "inputs", described.Inputs);
            WriteSpecs(json, "outputs", described.Outputs);
        });
    }

    /// <summary>
    /// <c>POST v2/models/{name}[/versions/{version}]/infer</c>: runs on the calling thread. The answer names the version that
    /// served and echoes the id.
    /// </summary>
    public Result<ReadOnlyMemory<byte>> Infer(string name, string? version, ReadOnlySpan<byte> body, CancellationToken ct)
    {
        if (!Resolve(name, version).TryGet(out var key, out var problem)
            || !OipJson.ReadRequest(body).TryGet(out var request, out problem)
            || !host.Infer(key, request, ct).TryGet(out var response, out problem))
        {
            return problem;
        }

        var output = new ArrayBufferWriter<byte>();
        return OipJson.WriteResponse(output, response) is { } notFinite ? notFinite : Result(output.WrittenMemory);
    }

    /// <summary>The protocol's error document for a problem.</summary>
    public static ReadOnlyMemory<byte> Error(Problem problem)
    {
        var output = new ArrayBufferWriter<byte>();
        OipJson.WriteError(output, problem);
        return output.WrittenMemory;
    }

    private static Result<ReadOnlyMemory<byte>> Result(ReadOnlyMemory<byte> body) => body;

    private static void WriteSpecs(Utf8JsonWriter json, string list, IReadOnlyList<TensorSpec> specs)
    {
        json.WriteStartArray(list);
        foreach (var spec in specs)
        {
            spec.Write(json);
        }

        json.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private List<ModelStatus> Versions(string name, string? version) =>
        [.. host.List().Where(model => model.Key.Name == name && (version is null || model.Key.Version == version))];

    private Result<ModelKey> Resolve(string name, string? version)
    {
        if (version is not null)
        {
            return ModelKey.Create(name, version);
        }

        var versions = Versions(name, null);
        var hot = versions.Where(model => model.State == ModelState.Hot).ToList();
        return hot.Count switch
        {
            1 => hot[0].Key,
            0 when versions.Count == 0 => Problem.NotFound("model", name),
            0 => Problem.Unavailable("model-cold", $"No version of '{name}' is loaded."),
            _ => Problem.Invalid("version", $"'{name}' has {hot.Count} hot versions: name one of {string.Join(", ", hot.Select(model => model.Key.Version))}."),
        };
    }
}
