namespace Backstay.Gateway.Tables;

/// <summary>Where taken escapes rest, so that they stand after a restart while the ledger can't take the rollback.</summary>
public interface IEscapeNotes
{
    /// <summary>What was written last; empty at first.</summary>
    IReadOnlyList<EscapeNote> Read();

    /// <summary>Replaces all notes, whole or not at all; durable when it returns. Calls never overlap.</summary>
    /// <exception cref="IOException">The notes could not be kept.</exception>
    void Write(IReadOnlyList<EscapeNote> notes);
}
