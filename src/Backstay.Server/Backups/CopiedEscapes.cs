using System.Text.Json;
using Backstay.Gateway.Tables;
using Backstay.Server.Node;

namespace Backstay.Server.Backups;

/// <summary>
/// The notes of escapes that stood at any time while the ledger was copied. An escape is noted first, becomes a fact, and then its
/// note goes: where the fact came after the copy, the note may be gone by the copy's end, and a note from before the copy may be
/// missing that was taken by then. So they are read before and after. Of two of one endpoint the earlier is kept, whose
/// rollout ran when the copy began; a note too many, of a rollout that is over, is dropped at the next start.
/// </summary>
internal sealed class CopiedEscapes(string path)
{
    private readonly Dictionary<string, EscapeNote> _notes = new(StringComparer.Ordinal);
    private bool _isUnreadable;

    /// <summary>Reads what stands now.</summary>
    public void Look()
    {
        try
        {
            foreach (var note in EscapeFile.ReadOnly(path))
            {
                _notes.TryAdd(note.Endpoint, note);
            }
        }
        catch (Exception damaged) when (damaged is IOException or UnauthorizedAccessException or JsonException)
        {
            _isUnreadable = true; // a start knows what to do with it, as it is
        }
    }

    /// <summary>Writes what was seen into a folder.</summary>
    /// <returns>The file to save; null where there is none.</returns>
    public string? WriteTo(string folder)
    {
        if (_isUnreadable || !File.Exists(path))
        {
            return File.Exists(path) ? path : null;
        }

        var copy = Path.Combine(folder, BackupPaths.Escapes);
        using (EscapeFile.Renew(copy, [.. _notes.Values]))
        {
            return copy;
        }
    }
}
