using System.Globalization;
using Backstay.Core.Primitives;

namespace Backstay.Storage.Objects;

/// <summary>The refusals of every object store, in one wording.</summary>
internal static class ObjectProblems
{
    public static Problem TooLarge(long maxBytes) =>
        new(
            ProblemKind.TooLarge,
            "object-too-large",
            $"The content is larger than the limit of {maxBytes.ToString(CultureInfo.InvariantCulture)} bytes.")
        {
            Field = "body",
        };

    public static Problem Mismatch(Digest expected, Digest found) =>
        new(ProblemKind.Invalid, "digest-mismatch", $"The content has the digest {found}, not {expected}.")
        {
            Field = "sha256",
            Hint = "Send the file that the digest was taken of, or take the digest again.",
        };

    public static Problem NotFound(Digest digest) => Problem.NotFound("object", digest.ToString());

    public static Problem Unsynced(Digest digest) => Problem.Unavailable(
        "object-unsynced",
        $"Object {digest} may not be on the disk: the folder that its name is in could not be synced when the server started.",
        "Mend the disk and restart the server, then put the object again.");

    public static Problem ReadOnly() => Problem.Unavailable(
        "objects-read-only",
        "Objects can't be stored: their folder could not be written or synced when the server started, so that it was opened for reading only.",
        "Mend the folder (the server's log says what failed), then restart the server: until then it stores nothing, and serves what it can read.");

    public static Problem NoSpace() =>
        Problem.Unavailable("no-space", "There is no space for the object; nothing was stored.", "Free space and send it again.");
}
