using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Server.Node;

/// <summary>What it means to a release that one of its objects does not give its bytes.</summary>
internal static class ObjectReadFailure
{
    /// <summary>Null where it is something else, and a bug.</summary>
    public static Problem? Translate(Exception failure) => failure switch
    {
        ObjectCorruptException => Problem.Unavailable("object-corrupt", failure.Message, "Restore the object from a backup."),
        IOException or UnauthorizedAccessException => Problem.Unavailable(
            "object-unreadable", $"An object of it can't be read: {failure.Message}", "Mend the disk, or restore the object from a backup."),
        _ => null,
    };
}
