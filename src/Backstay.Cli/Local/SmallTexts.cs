using Backstay.Client;

namespace Backstay.Cli.Local;

/// <summary>Notes and keys in files.</summary>
internal static class SmallTexts
{
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Null where no file is named.</summary>
    public static async Task<string?> ReadAsync(string option, FileInfo? file, CancellationToken ct)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            return file.Length <= MaxFileBytes
                ? await File.ReadAllTextAsync(file.FullName, ct)
                : throw Unreadable(option, $"'{file.Name}' has {file.Length} bytes; a note or key has at most {MaxFileBytes}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(option, failure.Message);
        }
    }

    /// <summary>A verifier key, or the one that a file holds.</summary>
    public static async Task<string?> ReadKeyAsync(string option, string? stated, CancellationToken ct)
    {
        var key = stated is null || stated.Contains('+', StringComparison.Ordinal) ? stated : await ReadAsync(option, new FileInfo(stated), ct);
        return key?.Trim();
    }

    private static BackstayException Unreadable(string option, string why) =>
        new(new ClientProblem { Status = 400, Code = "cannot-read", Field = option, Message = why, Hint = CliProblems.WhereFilesGoWrong });
}
