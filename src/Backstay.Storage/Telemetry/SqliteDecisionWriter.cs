using System.Text.Json;
using Backstay.Core.Routing;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Telemetry;

/// <summary>The writing connection: rows in, and what each outcome is to the ones before it. One caller at a time.</summary>
internal sealed class SqliteDecisionWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly int _parkedLimit;
    private readonly Dictionary<Guid, int> _parked = [];
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _insertDecision;
    private readonly SqliteStatement _insertShadow;
    private readonly SqliteStatement _insertOutcome;
    private readonly SqliteStatement _findDecision;
    private readonly SqliteStatement _findOutcomes;
    private readonly SqliteStatement _join;
    private readonly SqliteStatement _countExpired;
    private readonly SqliteStatement _expire;
    private int _parkedRows;
    private bool _durable;

    public SqliteDecisionWriter(SqliteDatabase database, int parkedLimit)
    {
        _database = database;
        _parkedLimit = parkedLimit;
        _insertDecision = Prepare(
            "INSERT INTO decisions(id, endpoint, rollout, completed, record) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        _insertShadow = Prepare(
            "INSERT INTO shadows(decision, rollout, completed, record) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
        _insertOutcome = Prepare(
            "INSERT INTO outcomes(decision, name, json, received, by, rollout, correction, parked) "
            + "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        _findDecision = Prepare("SELECT rollout FROM decisions WHERE id = ?1");
        _findOutcomes = Prepare("SELECT json FROM outcomes WHERE decision = ?1 AND name = ?2");
        _join = Prepare("UPDATE outcomes SET rollout = ?2, parked = 0 WHERE decision = ?1");
        _countExpired = Prepare("SELECT count(*) FROM outcomes WHERE parked = 1 AND received < ?1");
        _expire = Prepare("DELETE FROM outcomes WHERE parked = 1 AND received < ?1");
        LoadParked();
    }

    /// <summary>Begins a transaction whose commit reaches the disk (<paramref name="durable"/>) or the system only.</summary>
    public void Begin(bool durable)
    {
        if (_durable != durable)
        {
            _database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _durable = durable;
        }

        _database.Execute("BEGIN IMMEDIATE");
    }

    public void Commit() => _database.Execute("COMMIT");

    /// <summary>Forgets the transaction, and what was counted within it.</summary>
    public void RollBack()
    {
        _database.RollBackQuietly();
        LoadParked();
    }

    /// <returns>Bytes written, about.</returns>
    public long Insert(DecisionRecord decision)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(decision, TelemetryJson.Default.DecisionRecord);
        _insertDecision.Bind(1, decision.Id).Bind(2, decision.Endpoint).Bind(3, decision.Rollout)
            .Bind(4, decision.Completed.UtcTicks).Bind(5, record).Run();
        if (_parked.Remove(decision.Id, out var rows))
        {
            _join.Bind(1, decision.Id).Bind(2, decision.Rollout).Run();
            _parkedRows -= rows;
        }

        return record.Length;
    }

    /// <returns>Bytes written, about.</returns>
    public long Insert(ShadowRecord shadow)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(shadow, TelemetryJson.Default.ShadowRecord);
        _insertShadow.Bind(1, shadow.Decision).Bind(2, shadow.Rollout).Bind(3, shadow.Completed.UtcTicks)
            .Bind(4, record).Run();
        return record.Length;
    }

    public OutcomeResult Insert(OutcomeRecord outcome)
    {
        var (isFirst, isRepeated) = Compare(outcome);
        if (isRepeated)
        {
            return OutcomeResult.Repeated;
        }

        var (isKnown, rollout) = FindDecision(outcome.Decision);
        if (!isKnown && _parkedRows >= _parkedLimit)
        {
            return OutcomeResult.Refused;
        }

        _insertOutcome.Bind(1, outcome.Decision).Bind(2, outcome.Name).Bind(3, outcome.Json)
            .Bind(4, outcome.Received.UtcTicks).Bind(5, outcome.By).Bind(6, rollout)
            .Bind(7, isFirst ? 0 : 1).Bind(8, isKnown ? 0 : 1).Run();
        if (!isKnown)
        {
            Park(outcome.Decision);
        }

        if (!isFirst)
        {
            return OutcomeResult.Correction;
        }

        return isKnown ? OutcomeResult.Accepted : OutcomeResult.Parked;
    }

    /// <summary>Forgets outcomes that came before <paramref name="received"/> and whose decision never did; says how many.</summary>
    public long ExpireParked(DateTimeOffset received)
    {
        var count = CountParkedBefore(received);
        if (count > 0)
        {
            _expire.Bind(1, received.UtcTicks).Run();
            LoadParked();
        }

        return count;
    }

    public void LeaveWalAtClose() => _database.LeaveWalAtClose();

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        _database.Dispose();
    }

    private SqliteStatement Prepare(string sql)
    {
        var statement = _database.Prepare(sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Whether it is the first of its name, and whether this value stands already, judged or as a correction.</summary>
    private (bool IsFirst, bool IsRepeated) Compare(OutcomeRecord outcome)
    {
        _findOutcomes.Bind(1, outcome.Decision).Bind(2, outcome.Name);
        try
        {
            var isFirst = true;
            while (_findOutcomes.Step())
            {
                isFirst = false;
                if (_findOutcomes.Text(0) == outcome.Json)
                {
                    return (false, true);
                }
            }

            return (isFirst, false);
        }
        finally
        {
            _findOutcomes.Reset();
        }
    }

    private (bool IsKnown, string? Rollout) FindDecision(Guid id)
    {
        _findDecision.Bind(1, id);
        try
        {
            return _findDecision.Step() ? (true, _findDecision.IsNull(0) ? null : _findDecision.Text(0)) : (false, null);
        }
        finally
        {
            _findDecision.Reset();
        }
    }

    private long CountParkedBefore(DateTimeOffset received)
    {
        _countExpired.Bind(1, received.UtcTicks);
        try
        {
            return _countExpired.Step() ? _countExpired.Int64(0) : 0;
        }
        finally
        {
            _countExpired.Reset();
        }
    }

    private void Park(Guid decision)
    {
        _parked[decision] = _parked.GetValueOrDefault(decision) + 1;
        _parkedRows++;
    }

    private void LoadParked()
    {
        _parked.Clear();
        _parkedRows = 0;
        using var statement = _database.Prepare("SELECT decision FROM outcomes WHERE parked = 1");
        while (statement.Step())
        {
            Park(new Guid(statement.Blob(0), bigEndian: true));
        }
    }
}
