using System.Collections.Frozen;
using System.Reflection;

namespace Backstay.Server.Live;

/// <summary>The page's style and island, embedded at build; without the island the page is static and still whole.</summary>
internal static class LiveAssets
{
    private static readonly FrozenDictionary<string, (byte[] Content, string Type)> Files = Load();

    public static IResult Find(string name) => Files.TryGetValue(name, out var file)
        ? TypedResults.Bytes(file.Content, file.Type)
        : TypedResults.NotFound();

    private static FrozenDictionary<string, (byte[], string)> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("live/", StringComparison.Ordinal))
            .ToFrozenDictionary(name => name["live/".Length..], name => (Read(assembly, name), TypeOf(name)), StringComparer.Ordinal);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? Stream.Null;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
