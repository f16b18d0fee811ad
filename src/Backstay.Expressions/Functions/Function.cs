namespace Backstay.Expressions.Functions;

/// <summary>All that a name stands for when it is called.</summary>
/// <param name="Name">As it is called; operators have names such as _+_.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Overloads">Its signatures; at most one fits any arguments' kinds, but for those that do the same.</param>
public sealed record Function(string Name, string Summary, IReadOnlyList<Overload> Overloads);
