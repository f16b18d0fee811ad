using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Objects;

public sealed class MemoryObjectStoreTests : ObjectStoreContract
{
    private readonly MemoryObjectStore _store = new();

    protected override IObjectStore Store => _store;

    protected override void Damage(Digest digest, Func<byte[], byte[]> damage) => _store.Damage(digest, damage);
}
