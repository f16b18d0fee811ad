namespace Backstay.Core.Ledger;

/// <summary>
/// Something that somebody wants to happen. Decided by a pure function against exactly the state that its
/// entries will follow. Its JCS form is what an idempotency key is compared by.
/// </summary>
public interface ICommand;
