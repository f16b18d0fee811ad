using Backstay.Gateway.Tables;
using Backstay.Server.Node;

namespace Backstay.Server.Degraded;

/// <summary>
/// The notes of escapes where their file may not be writable: what was noted before stands, and what is noted from here on
/// stands as long as the process where it can't be kept.
/// </summary>
internal sealed class DegradedEscapes : IEscapeNotes, IDisposable
{
    private readonly EscapeFile? _file;
    private readonly IReadOnlyList<EscapeNote> _before;

    private DegradedEscapes(EscapeFile? file, IReadOnlyList<EscapeNote> before) => (_file, _before) = (file, before);

    /// <exception cref="IOException">There are notes, and they can't be read: nobody knows which canary they are of.</exception>
    public static DegradedEscapes Open(string path)
    {
        try
        {
            return new DegradedEscapes(new EscapeFile(path), []);
        }
        catch (Exception readOnly) when (readOnly is IOException or UnauthorizedAccessException)
        {
            return new DegradedEscapes(file: null, EscapeFile.ReadOnly(path));
        }
    }

    public IReadOnlyList<EscapeNote> Read() => _file?.Read() ?? _before;

    public void Write(IReadOnlyList<EscapeNote> notes)
    {
        if (_file is null)
        {
            throw new IOException("The notes of escapes can't be written: the file system is read-only.");
        }

        _file.Write(notes);
    }

    public void Dispose() => _file?.Dispose();
}
