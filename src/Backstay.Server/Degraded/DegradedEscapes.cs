using System.Text.Json;
using Backstay.Core.World;
using Backstay.Gateway.Tables;
using Backstay.Server.Node;

namespace Backstay.Server.Degraded;

/// <summary>
/// The notes of escapes where their file may be damaged or not writable. What was noted before stands, and what is noted from
/// here on stands as long as the process where it can't be kept. Where nobody knows what was noted, every rollout that runs may
/// have lost its traffic for good reason, and a bad canary must not get it back: all start with their escape taken.
/// </summary>
internal sealed partial class DegradedEscapes : IEscapeNotes, IDisposable
{
    private readonly EscapeFile? _file;
    private IReadOnlyList<EscapeNote> _notes;

    private DegradedEscapes(EscapeFile? file, IReadOnlyList<EscapeNote> notes) => (_file, _notes) = (file, notes);

    /// <param name="world">Whose rollouts run.</param>
    public static DegradedEscapes Open(string path, WorldState world, ILogger<DegradedEscapes> logger)
    {
        try
        {
            var file = new EscapeFile(path);
            return file.Damage is { } damage ? TakeAll(file, world, damage, logger) : new DegradedEscapes(file, file.Read());
        }
        catch (Exception unusable) when (IsUnusable(unusable))
        {
            try
            {
                return new DegradedEscapes(file: null, EscapeFile.ReadOnly(path));
            }
            catch (Exception unread) when (IsUnusable(unread))
            {
                return TakeAll(Renew(path), world, unread.Message, logger);
            }
        }
    }

    public IReadOnlyList<EscapeNote> Read() => _notes;

    public void Write(IReadOnlyList<EscapeNote> notes)
    {
        if (_file is null)
        {
            throw new IOException("The notes of escapes can't be written: their file can't be opened for it.");
        }

        _file.Write(notes);
        _notes = [.. notes];
    }

    public void Dispose() => _file?.Dispose();

    private static bool IsUnusable(Exception failure) => failure is IOException or UnauthorizedAccessException or JsonException;

    private static DegradedEscapes TakeAll(EscapeFile? file, WorldState world, string why, ILogger logger)
    {
        EscapeNote[] taken =
        [
            .. world.Rollouts.Traffic.SelectMany(pair => pair.Value.Active is { } active
                ? [new EscapeNote(pair.Key.ToString(), active.Rollout, world.Position)]
                : Array.Empty<EscapeNote>()),
        ];
        LogTaken(logger, why, taken.Length == 0 ? "none" : string.Join(", ", taken.Select(note => note.Rollout)));
        try
        {
            file?.Write(taken);
        }
        catch (IOException)
        {
            // They stand all the same, and the next start is as wise as this one.
        }

        return new DegradedEscapes(file, taken);
    }

    /// <summary>A new file, the damaged one beside it; null where that can't be.</summary>
    private static EscapeFile? Renew(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Move(path, path + ".damaged");
            }
            else
            {
                File.Move(path, path + ".damaged", overwrite: true);
            }

            return new EscapeFile(path);
        }
        catch (Exception unusable) when (IsUnusable(unusable))
        {
            return null;
        }
    }

    [LoggerMessage(
        EventId = EventIds.EscapesUnknown,
        Level = LogLevel.Error,
        Message = "The notes of escapes can't be relied on: {Why} Any rollout that runs may have lost its traffic, so all start without it: {Rollouts}.")]
    private static partial void LogTaken(ILogger logger, string why, string rollouts);
}
