using Backstay.Gateway.Tables;

namespace Backstay.TestKit.Simulation;

/// <summary>The gateway's small durable file; outlives the process.</summary>
internal sealed class EscapeNotes(WorldSeams seams) : IEscapeNotes
{
    private IReadOnlyList<EscapeNote> _notes = [];

    public IReadOnlyList<EscapeNote> Read() => seams.NotesAtStart(_notes);

    public void Write(IReadOnlyList<EscapeNote> notes) => _notes = notes;
}
