using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Serving;

/// <summary>Says where a server listens, once it does: <c>{"url":"http://127.0.0.1:40123","processId":4711}</c>.</summary>
internal sealed record ReadyFile(string Url, int ProcessId)
{
    /// <summary>Appears whole or not at all: readers poll for it.</summary>
    public static void Write(string path, ReadyFile ready)
    {
        var temporary = $"{path}.{ready.ProcessId}";
        Files.Write(temporary, ready);
        File.Move(temporary, path, overwrite: true);
    }

    public static ReadyFile Read(string path) => Files.Read<ReadyFile>(path);
}
