using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Backstay.Examples.Flights.Training;

/// <summary>Reads and writes the example's JSON: camel case, indented, with a line feed at each end on every machine.</summary>
internal static class Files
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IgnoreReadOnlyProperties = true,
    };

    public static void Write<T>(string path, T value) => File.WriteAllText(path, JsonSerializer.Serialize(value, Options) + "\n");

    public static T Read<T>(string path) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options) ?? throw new InvalidDataException($"{path} holds null.");

    /// <summary>SHA-256 of the file as <c>sha256:hex</c>.</summary>
    public static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(stream))}";
    }
}
