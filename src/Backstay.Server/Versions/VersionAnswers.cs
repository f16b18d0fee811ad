using System.Text.Json;
using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Server.Node;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Backstay.Server.Versions;

/// <summary>
/// Versions as the JSON that a read is answered with. A version never changes, so what was written once is kept, by the
/// position of its registration; there is one thing in it that may change, and <see cref="Forget"/> must be told of that.
/// </summary>
public sealed class VersionAnswers(VersionReader reader, IOptions<JsonOptions> json)
{
    /// <summary>Some 30,000 answers of 2 kB.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int Largest = 64 * 1024;

    private readonly KeptAnswers _kept = new(MaxBytes, Largest);

    public async ValueTask<Result<byte[]>> OfAsync(RegisteredVersion version, CancellationToken ct)
    {
        if (_kept.Find(version.Position) is { } known)
        {
            return known;
        }

        var forgotten = _kept.Forgotten;
        if (!(await reader.ReadAsync(version, ct)).TryGet(out var answer, out var damaged))
        {
            return damaged;
        }

        var written = JsonSerializer.SerializeToUtf8Bytes(answer, json.Value.SerializerOptions);
        if (IsFinal(version, answer))
        {
            _kept.Keep(version.Position, written, forgotten);
        }

        return written;
    }

    /// <summary>Whoever erases a text that the entry at <paramref name="position"/> seals calls this, after the text is gone.</summary>
    public void Forget(long position) => _kept.Forget(position);

    /// <summary>Whether another reading would give the same: a list of files in an object is verified at every reading, and a changed text may be mended.</summary>
    private static bool IsFinal(RegisteredVersion version, VersionAnswer answer) =>
        ContentDigests.ListObjectOf(version.Fact) is null && answer.Purpose != SealedTexts.Changed && answer.Why != SealedTexts.Changed;
}
