using System.Text.Json;
using Backstay.Core.World;
using Backstay.Gateway.Tables;
using Backstay.Server.Node;

namespace Backstay.Server.Degraded;

/// <summary>
/// The notes of escapes where their file may be missing, damaged or not writable. What was noted before stands, and what is noted
/// from here on stands as long as the process where it can't be kept. Where nobody knows what was noted, every rollout that runs
/// may have lost its traffic for good reason, and a bad canary must not get it back: all start with their escape taken.
/// </summary>
internal sealed partial class DegradedEscapes : IEscapeNotes, IDisposable
{
    private const string Missing = "their file is missing, though rollouts run: every server makes it before the first one.";

    private readonly string _path;
    private EscapeFile? _file;
    private IReadOnlyList<EscapeNote> _notes;

    private DegradedEscapes(string path, EscapeFile? file, IReadOnlyList<EscapeNote> notes) => (_path, _file, _notes) = (path, file, notes);

    /// <param name="world">Whose rollouts run.</param>
    public static DegradedEscapes Open(string path, WorldState world, ILogger<DegradedEscapes> logger)
    {
        if (!Path.Exists(path) && EscapesOf(world).Length > 0)
        {
            return TakeAll(path, file: null, world, Missing, logger);
        }

        try
        {
            var file = EscapeFile.Open(path);
            return file.Damage is { } damage ? TakeAll(path, file, world, damage, logger) : new DegradedEscapes(path, file, file.Read());
        }
        catch (Exception unusable) when (IsUnusable(unusable))
        {
            try
            {
                return new DegradedEscapes(path, file: null, EscapeFile.ReadOnly(path));
            }
            catch (Exception unread) when (IsUnusable(unread))
            {
                return TakeAll(path, file: null, world, unread.Message, logger);
            }
        }
    }

    public IReadOnlyList<EscapeNote> Read() => _notes;

    public void Write(IReadOnlyList<EscapeNote> notes)
    {
        if (_file is { } file)
        {
            file.Write(notes);
        }
        else
        {
            _file = EscapeFile.Renew(_path, notes); // what was in the way at the start may be over
        }

        _notes = [.. notes];
    }

    public void Dispose() => _file?.Dispose();

    private static bool IsUnusable(Exception failure) => failure is IOException or UnauthorizedAccessException or JsonException;

    private static EscapeNote[] EscapesOf(WorldState world) =>
    [
        .. world.Rollouts.Traffic.SelectMany(pair => pair.Value.Active is { } active
            ? [new EscapeNote(pair.Key.ToString(), active.Rollout, world.Position)]
            : Array.Empty<EscapeNote>()),
    ];

    /// <param name="file">Null where there is none that could be opened.</param>
    private static DegradedEscapes TakeAll(string path, EscapeFile? file, WorldState world, string why, ILogger logger)
    {
        var taken = EscapesOf(world);
        LogTaken(logger, why, taken.Length == 0 ? "none" : string.Join(", ", taken.Select(note => note.Rollout)));
        try
        {
            file ??= EscapeFile.Renew(path, taken);
            file.Write(taken);
        }
        catch (Exception unkept) when (IsUnusable(unkept))
        {
            // They stand all the same, and the next start is as wise as this one.
        }

        return new DegradedEscapes(path, file, taken);
    }

    [LoggerMessage(
        EventId = EventIds.EscapesUnknown,
        Level = LogLevel.Error,
        Message = "The notes of escapes can't be relied on: {Why} Any rollout that runs may have lost its traffic, so all start without it: {Rollouts}.")]
    private static partial void LogTaken(ILogger logger, string why, string rollouts);
}
