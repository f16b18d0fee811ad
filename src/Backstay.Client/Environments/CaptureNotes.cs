using System.Collections.Immutable;

namespace Backstay.Client.Environments;

/// <summary>What a capture could not find out, in the order of asking.</summary>
internal sealed class CaptureNotes
{
    private const int MaxLength = 200;

    private readonly List<string> _notes = [];

    public void Add(string note)
    {
        var line = string.Join(' ', note.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        _notes.Add(line.Length <= MaxLength ? line : line[..MaxLength]);
    }

    public ImmutableArray<string> ToImmutable() => [.. _notes];
}
