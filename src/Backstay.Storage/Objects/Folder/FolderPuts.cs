namespace Backstay.Storage.Objects.Folder;

/// <summary>What becomes of a put.</summary>
internal enum FolderPuts
{
    Taken,

    /// <summary>The folder could not be written at the start: each gets a problem.</summary>
    Refused,

    /// <summary>Opened by who only reads: one is a mistake.</summary>
    NotMeant,
}
