using System.Security.Cryptography;

namespace Backstay.TestKit.Faults;

/// <summary>What the probe puts into an object store.</summary>
public static class ProbeObject
{
    /// <summary>128 KiB, others for each number.</summary>
    public static byte[] Content(int number) =>
        [.. SHA256.HashData(BitConverter.GetBytes(number)).SelectMany(b => Enumerable.Repeat(b, 4_096))];
}
