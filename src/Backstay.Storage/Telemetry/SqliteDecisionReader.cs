using System.Text.Json;
using Backstay.Core.Routing;
using Backstay.Storage.Sqlite;
using Taken = Backstay.Core.Routing.Telemetry;

namespace Backstay.Storage.Telemetry;

/// <summary>One reading connection.</summary>
internal sealed class SqliteDecisionReader : IDisposable
{
    private const int BusyTimeout = 5_000;

    private readonly SqliteDatabase _database;

    private SqliteDecisionReader(SqliteDatabase database) => _database = database;

    public static SqliteDecisionReader Open(string path) =>
        new(SqliteDatabase.Open(path, readOnly: true, BusyTimeout));

    public DecisionStory? Find(Guid id)
    {
        _database.Execute("BEGIN"); // one instant for all three tables
        try
        {
            return FindAtOnce(id);
        }
        finally
        {
            _database.RollBackQuietly();
        }
    }

    public IReadOnlyList<DecisionRecord> Latest(string endpoint, int limit)
    {
        using var statement = _database.Prepare(
            "SELECT record FROM decisions WHERE endpoint = ?1 ORDER BY completed DESC, id DESC LIMIT ?2");
        statement.Bind(1, endpoint).Bind(2, limit);
        var found = new List<DecisionRecord>();
        while (statement.Step())
        {
            found.Add(ReadDecision(statement.Blob(0)));
        }

        return found;
    }

    /// <summary>Everything of a rollout in (time, id) order, as it is at the first step; enumerated on one thread at a time.</summary>
    public IEnumerable<Taken> Rollout(string rollout)
    {
        using var statement = _database.Prepare(
            """
            SELECT completed AS t, id AS d, 0 AS kind, n, record, NULL, NULL, NULL
                FROM decisions WHERE rollout = ?1
            UNION ALL SELECT completed, decision, 1, n, record, NULL, NULL, NULL
                FROM shadows WHERE rollout = ?1
            UNION ALL SELECT received, decision, 2, n, NULL, name, json, by
                FROM outcomes WHERE rollout = ?1 AND correction = 0
            ORDER BY t, d, kind, n
            """);
        statement.Bind(1, rollout);
        while (statement.Step())
        {
            yield return statement.Int64(2) switch
            {
                0 => Taken.Of(ReadDecision(statement.Blob(4))),
                1 => Taken.Of(ReadShadow(statement.Blob(4))),
                _ => Taken.Of(new OutcomeRecord(
                    new Guid(statement.Blob(1), bigEndian: true),
                    statement.Text(5),
                    statement.Text(6),
                    new DateTimeOffset(statement.Int64(0), TimeSpan.Zero),
                    statement.IsNull(7) ? null : statement.Text(7))),
            };
        }
    }

    public void Dispose() => _database.Dispose();

    private static DecisionRecord ReadDecision(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, TelemetryJson.Default.DecisionRecord)
        ?? throw new InvalidDataException("A decision's row holds null.");

    private static ShadowRecord ReadShadow(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, TelemetryJson.Default.ShadowRecord)
        ?? throw new InvalidDataException("A shadow's row holds null.");

    private DecisionStory? FindAtOnce(Guid id)
    {
        using var decision = _database.Prepare("SELECT record FROM decisions WHERE id = ?1");
        decision.Bind(1, id);
        if (!decision.Step())
        {
            return null;
        }

        using var shadow = _database.Prepare("SELECT record FROM shadows WHERE decision = ?1");
        shadow.Bind(1, id);
        var outcomes = ReadOutcomes(id);
        return new DecisionStory(
            ReadDecision(decision.Blob(0)),
            shadow.Step() ? ReadShadow(shadow.Blob(0)) : null,
            [.. outcomes.Where(o => !o.IsCorrection).Select(o => o.Outcome)],
            [.. outcomes.Where(o => o.IsCorrection).Select(o => o.Outcome)]);
    }

    private List<(OutcomeRecord Outcome, bool IsCorrection)> ReadOutcomes(Guid id)
    {
        using var statement = _database.Prepare(
            "SELECT name, json, received, by, correction FROM outcomes WHERE decision = ?1 ORDER BY n");
        statement.Bind(1, id);
        var found = new List<(OutcomeRecord, bool)>();
        while (statement.Step())
        {
            var by = statement.IsNull(3) ? null : statement.Text(3);
            var received = new DateTimeOffset(statement.Int64(2), TimeSpan.Zero);
            found.Add((
                new OutcomeRecord(id, statement.Text(0), statement.Text(1), received, by), statement.Int64(4) != 0));
        }

        return found;
    }
}
