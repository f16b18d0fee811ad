using Backstay.Core.Ledger;

namespace Backstay.Core.World.Sequencing;

/// <summary>A command on its way to being decided.</summary>
/// <param name="CommandId">The idempotency key.</param>
public sealed record Submission(ICommand Command, Actor Actor, string CommandId);
