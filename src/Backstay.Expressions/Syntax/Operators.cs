namespace Backstay.Expressions.Syntax;

/// <summary>The names under which operators stand in the function table, and how strongly they bind.</summary>
internal static class Operators
{
    public const string Conditional = "_?_:_";
    public const string Or = "_||_";
    public const string And = "_&&_";
    public const string Not = "!_";
    public const string Negate = "-_";
    public const string Index = "_[_]";
    public const string OptionalIndex = "_[?_]";
    public const string In = "_in_";

    public const int OrLevel = 1;
    public const int AndLevel = 2;
    public const int RelationLevel = 3;
    public const int AdditionLevel = 4;
    public const int MultiplicationLevel = 5;
    public const int UnaryLevel = 6;
    public const int MemberLevel = 7;

    /// <summary>The binary operator of a token: its name and level, or level 0 for tokens that are none.</summary>
    public static (string Name, int Level) Binary(TokenKind token) => token switch
    {
        TokenKind.Or => (Or, OrLevel),
        TokenKind.And => (And, AndLevel),
        TokenKind.Less => ("_<_", RelationLevel),
        TokenKind.LessOrEqual => ("_<=_", RelationLevel),
        TokenKind.Greater => ("_>_", RelationLevel),
        TokenKind.GreaterOrEqual => ("_>=_", RelationLevel),
        TokenKind.Equal => ("_==_", RelationLevel),
        TokenKind.NotEqual => ("_!=_", RelationLevel),
        TokenKind.In => (In, RelationLevel),
        TokenKind.Plus => ("_+_", AdditionLevel),
        TokenKind.Minus => ("_-_", AdditionLevel),
        TokenKind.Star => ("_*_", MultiplicationLevel),
        TokenKind.Slash => ("_/_", MultiplicationLevel),
        TokenKind.Percent => ("_%_", MultiplicationLevel),
        _ => ("", 0),
    };

    /// <summary>The level of a binary operator by its name; 0 for every other function.</summary>
    public static int LevelOf(string function) => function switch
    {
        Or => OrLevel,
        And => AndLevel,
        "_<_" or "_<=_" or "_>_" or "_>=_" or "_==_" or "_!=_" or In => RelationLevel,
        "_+_" or "_-_" => AdditionLevel,
        "_*_" or "_/_" or "_%_" => MultiplicationLevel,
        _ => 0,
    };

    public static bool IsOperator(string function) =>
        LevelOf(function) > 0 || function is Conditional or Not or Negate or Index or OptionalIndex;

    /// <summary>The sign as it is written: _+_ is +.</summary>
    public static string SignOf(string function) => function switch
    {
        Conditional => "?:",
        Index or OptionalIndex => function.Trim('_').Replace("_", "", StringComparison.Ordinal),
        _ => function.Trim('_'),
    };
}
