namespace Backstay.Core.Ledger;

/// <summary>The text that was asked for is not to be had: the place where it would be is damaged. All else can be read.</summary>
public sealed class SealedTextDamagedException(SealedTextDamage damage, Exception inner)
    : LedgerUnreadableException($"Texts of the entries {damage.FromSeq} to {damage.ToSeq} can't be read: {damage.Why}", inner)
{
    public SealedTextDamage Damage { get; } = damage;
}
