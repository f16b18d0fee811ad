namespace Backstay.Client.Tokens;

/// <summary>What can be a token's secret, as far as it can be told without the server.</summary>
internal static class TokenText
{
    /// <summary>
    /// Null where a header can carry the text: visible ASCII without spaces, as every secret is. Never repeats the text, which
    /// may be a secret with something stuck to it.
    /// </summary>
    public static ClientProblem? Check(string? token)
    {
        var at = token.AsSpan().IndexOfAnyExceptInRange('!', '~');
        if (token is null || at < 0)
        {
            return null;
        }

        var what = token[at] switch
        {
            '\r' or '\n' => "a line break",
            ' ' or '\t' => "a space",
            < ' ' or '\u007f' => "a control character",
            _ => "a character that is not ASCII",
        };
        return new ClientProblem
        {
            Status = 400,
            Code = "invalid-input",
            Field = "BACKSTAY_TOKEN",
            Message = $"The token holds {what} after {at} characters; a secret is bst_ and 43 letters, digits, '-' and '_'.",
            Hint = "Set BACKSTAY_TOKEN to the secret alone, on one line and without quotes.",
        };
    }
}
