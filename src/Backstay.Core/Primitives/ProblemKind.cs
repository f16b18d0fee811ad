namespace Backstay.Core.Primitives;

/// <summary>The families of refusal; each maps to one HTTP status at the edge.</summary>
public enum ProblemKind
{
    /// <summary>The input breaks a rule of its own (400).</summary>
    Invalid,

    /// <summary>What was named does not exist (404).</summary>
    NotFound,

    /// <summary>The input contradicts what is already recorded (409).</summary>
    Conflict,

    /// <summary>Well formed, but a rule of the system forbids it now (422).</summary>
    Refused,

    /// <summary>Nobody knows who the caller is (401).</summary>
    Unauthenticated,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>Too large for a stated limit (413).</summary>
    TooLarge,

    /// <summary>Nothing is wrong with the input; the system can't do it now (503).</summary>
    Unavailable,
}
