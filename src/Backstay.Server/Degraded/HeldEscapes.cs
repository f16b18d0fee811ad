using Backstay.Gateway.Tables;

namespace Backstay.Server.Degraded;

/// <summary>
/// Keeps notes of escapes that are over as long as the last good table on the disk may still hold their rollout: a node that
/// starts from that table must not give the canary its traffic back.
/// </summary>
internal sealed class HeldEscapes(IEscapeNotes inner, LastTable last) : IEscapeNotes
{
    public IReadOnlyList<EscapeNote> Read() => inner.Read();

    public void Write(IReadOnlyList<EscapeNote> notes) => inner.Write(last.IsBehind
        ? [.. notes, .. inner.Read().Where(before => notes.All(note => note.Endpoint != before.Endpoint))]
        : notes);
}
