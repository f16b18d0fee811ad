using System.Text.Json;

namespace Backstay.Server.Tests.Support;

internal sealed record TestAnswer(int Status, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Json.GetProperty("code").GetString();

    public override string ToString() => $"{Status} {Text}";

    public string? Field => Json.TryGetProperty("field", out var named) ? named.GetString() : null;
}
