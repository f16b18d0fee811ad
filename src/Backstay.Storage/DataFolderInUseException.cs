namespace Backstay.Storage;

/// <summary>Another process works on the same data folder.</summary>
public sealed class DataFolderInUseException(string folder, string holder)
    : IOException($"The data folder '{folder}' is in use by {holder}. Stop it, or name another folder.")
{
    /// <summary>The folder, as an absolute path.</summary>
    public string Folder { get; } = folder;
}
