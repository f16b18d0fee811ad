using Backstay.Storage;

namespace Backstay.TestKit.Faults.Stores;

/// <summary>A file that is replaced whole each time.</summary>
internal sealed class SweptReplacedFile : ISweptStore
{
    public string Name => "replaced file";

    public string Verb => "replace";

    public int Count => 5;

    public IEnumerable<string> FilesOf(string path) => [path, path + ".new", Path.GetDirectoryName(path) ?? "/"];

    public Task PrepareAsync(string path, CancellationToken ct)
    {
        DurableFile.Replace(path, "note 0"u8);
        return Task.CompletedTask;
    }

    public int CountAcknowledged(string[] said) => Said.Acknowledged(said).Count();

    public async Task AssertAsync(string path, string[] said, CancellationToken ct)
    {
        Said.AssertLatest(await File.ReadAllTextAsync(path, ct), said, Count);
        DurableFile.Replace(path, "next"u8);
    }
}
