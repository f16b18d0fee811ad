namespace Backstay.TestKit.Durability.Writings;

/// <summary>A number that is overwritten by ever greater ones: what is found must be the last acknowledged, or one in doubt since.</summary>
internal sealed class RisingValue
{
    public int Issued { get; private set; }

    public int Acknowledged { get; private set; }

    public int Next() => ++Issued;

    public void Acknowledge(int value) => Acknowledged = value;

    /// <param name="found">Null where there is none.</param>
    public void Check(string what, int? found) => Assert.True(
        (found ?? 0) >= Acknowledged && (found ?? 0) <= Issued,
        $"{what} is at {found?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}; {Acknowledged} was acknowledged, {Issued} the last that was sent.");
}
