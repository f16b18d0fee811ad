namespace Backstay.Core.Ledger;

/// <summary>
/// Something that happened, as the payload of a ledger entry. A fact is a record whose JSON form is fixed for
/// its kind and kind version; a changed form is a new kind version, upcast at read.
/// </summary>
public interface IFact;
