using System.Text.Json;

namespace Backstay.Core.Registry;

/// <summary>Reads the payload of a registration: the usual form quickly, any other by the serialiser.</summary>
internal static class VersionPayload
{
    public static VersionRegistered Read(ReadOnlySpan<byte> payload) =>
        VersionRegisteredReader.TryRead(payload)
        ?? JsonSerializer.Deserialize(payload, RegistryJson.Default.VersionRegistered)
        ?? throw new InvalidDataException("A version's payload is null.");
}
