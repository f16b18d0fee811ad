namespace Backstay.Core.Primitives;

/// <summary>How a content digest was computed.</summary>
public enum ContentScheme
{
    /// <summary><c>sha256:</c>, one file.</summary>
    File,

    /// <summary><c>files-v1:</c>, a list of files.</summary>
    Files,
}
