using Backstay.Core.Primitives;

namespace Backstay.TestKit.Durability;

/// <summary>The objects of a data folder whose server is gone, as they lie on the disk.</summary>
internal sealed class ObjectFolder(string data)
{
    private readonly string _root = Path.Combine(data, "objects");

    /// <summary>Files that aren't whole yet.</summary>
    public int Unfinished => Directory.Exists(Incoming) ? Directory.GetFiles(Incoming).Length : 0;

    private string Incoming => Path.Combine(_root, "incoming");

    /// <summary>Whatever has an object's name has its bytes: half an upload never gets one.</summary>
    public void AssertWhole()
    {
        if (!Directory.Exists(_root))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Where(file => Path.GetDirectoryName(file) != Incoming))
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file);
            Assert.True(Digest.TryParse(name, out var digest), $"'{file}' is no object.");
            Assert.True(digest == Digest.Of(File.ReadAllBytes(file)), $"The bytes of '{file}' are not those of its name.");
        }
    }
}
