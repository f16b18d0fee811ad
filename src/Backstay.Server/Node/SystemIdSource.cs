using System.Security.Cryptography;
using Backstay.Core.Primitives;

namespace Backstay.Server.Node;

/// <summary>Identities and salts from the operating system's generator.</summary>
public sealed class SystemIdSource : IIdSource
{
#pragma warning disable RS0030 // the one place in the product that may draw ids
    public Guid NewId(DateTimeOffset at) => Guid.CreateVersion7(at);
#pragma warning restore RS0030

    public void FillRandom(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
