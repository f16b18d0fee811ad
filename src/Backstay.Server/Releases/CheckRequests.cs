using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;

namespace Backstay.Server.Releases;

/// <summary>What a caller asks to be checked, before anything runs.</summary>
internal static class CheckRequests
{
    /// <summary>What is wrong with a request wherever it is asked; null where nothing is.</summary>
    public static Problem? Problem(CheckReleaseRequest request)
    {
        if (request.Samples.Length is 0 or > CheckReleaseRequest.MaxSamples)
        {
            return Core.Primitives.Problem.Invalid("samples", $"A check takes 1 to {CheckReleaseRequest.MaxSamples} samples, not {request.Samples.Length}.");
        }

        for (var i = 0; i < request.Samples.Length; i++)
        {
            if (request.Samples[i].ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                return Core.Primitives.Problem.Invalid($"samples[{i}]", "A sample is the body of a request: a JSON object or array.");
            }
        }

        return null;
    }

    /// <summary>The command that a repeat is known by: it names samples and deadline, and no outcome yet.</summary>
    public static RecordEvidence ToCommand(Name release, CheckReleaseRequest request) => new(
        release, request.Endpoint, EvidenceKind.Check, Passed: false, Samples: 0, Errors: 0, SchemaFailures: 0, Late: 0, DeadlineMs: 0,
        Inputs: null, Rollout: null, FirstFailure: null, BackendDigest: null, Check: null, DigestOf(request));

    /// <summary>Over the deadline and every sample as it was sent, each on a line of its own.</summary>
    private static Digest DigestOf(CheckReleaseRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(request.DeadlineMs?.ToString(CultureInfo.InvariantCulture) ?? "default"));
        foreach (var sample in request.Samples)
        {
            hash.AppendData("\n"u8);
            hash.AppendData(JsonMarshal.GetRawUtf8Value(sample));
        }

        return new Digest(hash.GetHashAndReset());
    }
}
