using Backstay.Core.Primitives;
using SQLitePCL;

namespace Backstay.Storage.Sqlite;

/// <summary>A prepared statement, reused. Parameters count from 1, columns from 0, as in SQLite.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt statement, string sql) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(statement, index, value), sql);
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        // An empty span carries no pointer, and SQLite would read that as NULL.
        database.Check(
            value.IsEmpty
                ? raw.sqlite3_bind_zeroblob(statement, index, 0)
                : raw.sqlite3_bind_blob(statement, index, value),
            sql);
        return this;
    }

    public SqliteStatement Bind(int index, Digest value)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        value.CopyTo(bytes);
        return Bind(index, bytes);
    }

    /// <summary>The 16 bytes in network order, so that blobs compare as the texts do.</summary>
    public SqliteStatement Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(index, bytes);
    }

    public SqliteStatement Bind(int index, string? value)
    {
        database.Check(
            value is null ? raw.sqlite3_bind_null(statement, index) : raw.sqlite3_bind_text(statement, index, value),
            sql);
        return this;
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        database.Check(code, sql);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs to the end and makes ready for the next use.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>A stored SHA-256.</summary>
    /// <exception cref="InvalidDataException">The column doesn't hold 32 bytes.</exception>
    public Digest Sha256(int column)
    {
        var bytes = Blob(column);
        return bytes.Length == Digest.Size
            ? new Digest(bytes)
            : throw new InvalidDataException($"'{database.FilePath}' holds {bytes.Length} bytes where a digest stands.");
    }

    /// <summary>Makes ready for the next use. The error of the step before, which this repeats, is known already.</summary>
    public void Reset()
    {
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
    }

    public void Dispose() => statement.Dispose();
}
