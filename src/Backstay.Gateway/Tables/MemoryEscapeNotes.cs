namespace Backstay.Gateway.Tables;

/// <summary>Notes that last as long as the process: for hosts without a data folder.</summary>
internal sealed class MemoryEscapeNotes : IEscapeNotes
{
    private IReadOnlyList<EscapeNote> _notes = [];

    public IReadOnlyList<EscapeNote> Read() => _notes;

    public void Write(IReadOnlyList<EscapeNote> notes) => _notes = notes;
}
