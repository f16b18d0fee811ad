using Backstay.Core.Ledger;

namespace Backstay.Fuzz.Parsers;

/// <summary>What proves a ledger to others: signed notes, checkpoints, and the keys that check them. Each text has one reading and one spelling.</summary>
internal static class NoteTargets
{
    // Key and signature were made with OpenSSL (SignedNoteTests).
    private const string Key = "backstay/acme/default+f72d0c98+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKphJBYivVq3Xq3Sw2yYUp9ORgSlSrgs59+oHLs02NmGruAGaygDhD5p9sIuP0nBEPi2lOeTPGjfX9Uy37nl7YU=";
    private const string Text = "backstay/acme/default\n8\n3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n";
    private const string Note = Text + "\n— backstay/acme/default 9y0MmDBFAiEA0z/4DV1vV24MD4l7ZTUXuSSqYKIrb/vWl75v8lXg8soCIBfMyfuarX1oKlA8DKN/Gn0mWntujWfysYwyeIsc+txu\n";

    private static readonly string[] Pieces = ["\n", "\n\n", "— ", "—", "+", "=", "==", "/", " ", "0", "-1", "9223372036854775808", "AAAA", "\r\n", "backstay/acme/default", "f72d0c98"];

    public static IEnumerable<ParserTarget> All()
    {
        var key = CheckpointVerifier.Parse(Key).Value;
        yield return new TextTarget("signed-notes", [Note, Note + "— other 9y0MmDBF\n"], Pieces, text =>
        {
            var note = SignedNote.Parse(text);
            return note.IsOk
                && TextTarget.Held(note.Value.ToString() == text, "a note is spelled otherwise than it was read")
                && TextTarget.Held(!note.Value.Verify([key]).IsOk || note.Value.Text == Text, "a signature was found good for another text");
        });
        yield return new TextTarget("checkpoints", [Text, Text + "extension\n"], Pieces, text =>
        {
            var checkpoint = Checkpoint.Parse(text);
            return checkpoint.IsOk && TextTarget.Held(checkpoint.Value.ToText() == text, "a checkpoint is spelled otherwise than it was read");
        });
        yield return new TextTarget("verifier-keys", [Key], Pieces, text =>
        {
            if (!CheckpointVerifier.Parse(text).TryGet(out var verifier, out _))
            {
                return false;
            }

            using (verifier)
            {
                return TextTarget.Held(verifier.ToString() == text, "a key is spelled otherwise than it was read");
            }
        });
    }
}
