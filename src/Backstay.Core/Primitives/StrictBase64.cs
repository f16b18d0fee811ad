namespace Backstay.Core.Primitives;

/// <summary>Base64 of RFC 4648, section 4, in its one spelling: padded, no spaces, no stray bits.</summary>
internal static class StrictBase64
{
    public static bool TryDecode(string text, out byte[] bytes)
    {
        var room = new byte[(text.Length / 4 * 3) + 3];
        bytes = [];
        if (!Convert.TryFromBase64String(text, room, out var length))
        {
            return false;
        }

        bytes = room[..length];
        return Convert.ToBase64String(bytes) == text;
    }
}
