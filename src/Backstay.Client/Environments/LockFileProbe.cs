using System.Collections.Immutable;
using System.Security.Cryptography;
using Backstay.Core.Primitives;

namespace Backstay.Client.Environments;

/// <summary>Digests of the files that pin dependencies.</summary>
internal static class LockFileProbe
{
    public const long MaxBytes = 64L * 1024 * 1024;

    private static readonly string[] Names =
    [
        "packages.lock.json", "package-lock.json", "requirements.txt", "poetry.lock", "uv.lock", "Pipfile.lock", "conda-lock.yml",
    ];

    /// <summary>Those in <paramref name="folder"/> itself; files below it belong to other projects.</summary>
    public static async Task<ImmutableSortedDictionary<string, Digest>> ReadAsync(string? folder, CaptureNotes notes, CancellationToken ct)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<string, Digest>(StringComparer.Ordinal);
        if (folder is null)
        {
            return found.ToImmutable();
        }

        foreach (var name in Names)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                await using var file = File.OpenRead(path);
                if (file.Length > MaxBytes)
                {
                    notes.Add($"lock files: {name} is larger than {MaxBytes} bytes and was left out");
                    continue;
                }

                found.Add(name, new Digest(await SHA256.HashDataAsync(file, ct)));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                notes.Add($"lock files: {name} can't be read");
            }
        }

        return found.ToImmutable();
    }
}
