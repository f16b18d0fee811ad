using Backstay.Core.Registry;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Registry;

public sealed class RegistryPropertyTests
{
    private static readonly string[] Ids = ["dataset/a@1.0.0", "dataset/a@1.1.0", "dataset/b@1.0.0", "model/m@1.0.0", "model/m@2.0.0"];

    /// <summary>Registrations that collide often: few names, few contents, references to each other.</summary>
    private static Gen<RegisterVersion> Commands =>
        from id in Gen.Elements(Ids)
        from word in Gen.Elements("x", "y")
        from count in Gen.Elements(0, 0, 0, 1, 2)
        from shuffled in Gen.Shuffle(Ids)
        select Sample.Register(id, word, new StatedInputs(DerivedFrom: [.. shuffled.Take(count).Select(Sample.Id)]));

    [Fact]
    public void Whatever_is_registered_in_whatever_order_versions_never_change_and_the_fold_equals_the_state() =>
        Prop.ForAll(Commands.ListOf().ToArbitrary(), commands =>
        {
            var world = new TestWorld();
            var seen = new Dictionary<VersionId, RegisteredVersion>();
            foreach (var command in commands)
            {
                var isFree = !seen.ContainsKey(command.Version);
                var facts = world.Submit(command);
                if (facts.IsOk)
                {
                    // A taken number gives no second fact; a free one gives exactly one.
                    Assert.Equal(isFree ? 1 : 0, facts.Value.Count);
                    seen.TryAdd(command.Version, world.State.Registry[command.Version]);
                }

                Assert.All(seen, pair => Assert.Same(pair.Value, world.State.Registry[pair.Key]));
            }

            var registry = world.State.Registry;
            Assert.Equal(seen.Count, registry.Count);
            Assert.Equal(
                registry.All.Select(version => version.Id).Order(),
                registry.Assets.SelectMany(asset => registry.VersionsOf(asset)).Order());
            Assert.Equal(world.State.ComputeDigest(), world.Replay().ComputeDigest());
        }).QuickCheckThrowOnFailure();
}
