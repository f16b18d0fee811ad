using System.Text.Json;
using Backstay.Client;

namespace Backstay.Cli;

/// <summary>Reads JSON files that commands are given, as strictly as the API reads its bodies.</summary>
internal static class JsonFiles
{
    private const long MaxBytes = 8L * 1024 * 1024;

    /// <exception cref="BackstayException">The file can't be read or is no such document.</exception>
    public static async Task<T> ReadAsync<T>(FileInfo file, string option, CancellationToken ct)
    {
        try
        {
            if (file.Exists && file.Length > MaxBytes)
            {
                throw CliProblems.BadInput(option, $"'{file}' has {file.Length} bytes; at most {MaxBytes} are read here.");
            }

            await using var stream = file.OpenRead();
            return await JsonSerializer.DeserializeAsync<T>(stream, WireJson.Options, ct)
                ?? throw CliProblems.BadInput(option, $"'{file}' holds null.");
        }
        catch (JsonException wrong)
        {
            var fault = WireFault.Of(wrong);
            throw CliProblems.BadInput(option, $"'{file}': {(fault.Field.Length == 0 ? string.Empty : fault.Field + ": ")}{fault.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.File(option, file.ToString(), unreadable);
        }
    }
}
