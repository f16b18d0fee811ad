using System.Collections.Immutable;

namespace Backstay.Core.Environments;

/// <summary>A Python interpreter and what is installed for it.</summary>
/// <param name="Implementation"><c>CPython</c>, <c>PyPy</c>.</param>
/// <param name="Compiler">What the interpreter was compiled with.</param>
/// <param name="Packages">Versions by normalised name (lower case, with hyphens).</param>
public sealed record PythonEnvironment(
    string Implementation,
    string Version,
    string? Compiler,
    ImmutableSortedDictionary<string, string> Packages);
