using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// Digests a state independently of its memory layout: every value as JCS under its section and key, keys in
/// ordinal order. Comparable only within one <see cref="StateFormat"/>.
/// </summary>
public sealed class StateHasher : IDisposable
{
    /// <summary>Changes whenever any section's content or order does.</summary>
    public const int StateFormat = 1;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public StateHasher() => Append($"backstay-state:{StateFormat}\n");

    /// <summary>Adds one section of keyed values.</summary>
    public void Add<TKey, TValue>(string section, IEnumerable<KeyValuePair<TKey, TValue>> values, JsonTypeInfo<TValue> json)
        where TKey : notnull
    {
        Append($"[{section}]\n");
        foreach (var (key, value) in values
            .Select(pair => (Key: pair.Key.ToString() ?? string.Empty, pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(key + "\n");
            _hash.AppendData(CanonicalJson.Write(writer => JsonSerializer.Serialize(writer, value, json)).Value.Span);
            Append("\n");
        }
    }

    public Digest Finish() => new(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private void Append(string text) => _hash.AppendData(Encoding.UTF8.GetBytes(text));
}
