namespace Backstay.Fuzz.Requests;

/// <summary>A request that was answered wrongly, made as small as it gets while it still is.</summary>
public sealed record FuzzFailure(string Group, int Seed, int Number, string Fault, HostileRequest Request, RawAnswer Answer)
{
    public override string ToString() => $"{Group}, seed {Seed}, request {Number}: {Fault}\n{Request}\n-> {Answer}\n";
}
