using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Audit;

/// <summary>The small files beside a ledger that a server reads when it starts. What is not there is no damage: a copy may lack it.</summary>
internal static class SideFileCheck
{
    /// <param name="table">The last good table as it was read, before the ledger.</param>
    public static IEnumerable<LedgerFinding> Find(DataLayout layout, Result<ServingImage> table)
    {
        if (Path.Exists(layout.Table) && table.Problem is { } unread)
        {
            yield return Damaged(layout.Table, $"{unread.Message} A start writes it anew.");
        }

        // A server that runs may write it just now: what is damaged is so twice.
        if (Path.Exists(layout.Escapes) && EscapesDamage(layout.Escapes) is not null && EscapesDamage(layout.Escapes) is { } escapes)
        {
            yield return Damaged(layout.Escapes, $"{escapes} A start gives no canary its traffic back.");
        }

        if (File.Exists(layout.UnitKey) && UnitKeyDamage(layout) is { } key)
        {
            yield return new LedgerFinding(LedgerFindingKind.SideFileDamaged, 0, 0, key);
        }
    }

    public static LedgerFinding Damaged(string path, string why) => new(LedgerFindingKind.SideFileDamaged, 0, 0, $"'{path}' is damaged. {why}");

    private static string? EscapesDamage(string path)
    {
        try
        {
            EscapeFile.ReadOnly(path);
            return null;
        }
        catch (Exception damaged) when (damaged is IOException or UnauthorizedAccessException or JsonException)
        {
            return damaged.Message;
        }
    }

    private static string? UnitKeyDamage(DataLayout layout)
    {
        try
        {
            Installation.ReadUnitKey(layout);
            return null;
        }
        catch (InstallationException damaged)
        {
            return damaged.Message;
        }
    }
}
