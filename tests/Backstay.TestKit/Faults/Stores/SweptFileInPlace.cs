using System.Text;
using Backstay.Storage;

namespace Backstay.TestKit.Faults.Stores;

/// <summary>A file that is written in place, as the escape's is.</summary>
internal sealed class SweptFileInPlace : ISweptStore
{
    private const int Capacity = 10_000;

    public string Name => "file in place";

    public string Verb => "in-place";

    public int Count => 5;

    public IEnumerable<string> FilesOf(string path) => [path, path + ".new", Path.GetDirectoryName(path) ?? "/"];

    public Task PrepareAsync(string path, CancellationToken ct)
    {
        using var file = InPlaceFile.Open(path, Capacity);
        file.Write("note 0"u8);
        return Task.CompletedTask;
    }

    public int CountAcknowledged(string[] said) => Said.Acknowledged(said).Count();

    public Task AssertAsync(string path, string[] said, CancellationToken ct)
    {
        using var file = InPlaceFile.Open(path, Capacity);
        Said.AssertLatest(Encoding.UTF8.GetString(file.Content.Span), said, Count);
        file.Write("next"u8);
        return Task.CompletedTask;
    }
}
