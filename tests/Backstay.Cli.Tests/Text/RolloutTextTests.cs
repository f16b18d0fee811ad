using Backstay.Cli.Rollouts;
using Backstay.Core.Rollouts;

namespace Backstay.Cli.Tests.Text;

public sealed class RolloutTextTests
{
    [Theory]
    [InlineData(StepKind.Canary, 2_500, "canary 25 %")]
    [InlineData(StepKind.Canary, 5, "canary 0.05 %")]
    [InlineData(StepKind.Shadow, 0, "shadow")]
    [InlineData(StepKind.Full, 0, "full")]
    [InlineData(StepKind.Bake, 0, "bake")]
    public void A_step_tells_its_share_only_where_it_has_one_of_its_own(StepKind kind, int weight, string name) =>
        Assert.Equal(name, RolloutText.StepName(new StepConfig(kind, weight, MinUnits: 1, MinSeconds: 0)));
}
