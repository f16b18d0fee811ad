using Backstay.Core.Primitives;

namespace Backstay.Client.Tokens;

/// <summary>A token that was just made.</summary>
/// <param name="Secret">Shown once: the server keeps only its hash. Null where this repeats an earlier answer.</param>
/// <param name="Note">What to know about the secret.</param>
public sealed record CreatedToken(Name Name, string? Secret, string Note, TokenDocument Token);
