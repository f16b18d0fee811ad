using Backstay.Core.Rollouts.Judging;
using Backstay.TestKit.Contracts;

namespace Backstay.Core.Tests.Rollouts.Judging;

public sealed class UnitTableTests
{
    private const ulong Known = 1;

    /// <summary>Late outcomes come by their unit's key, of as many units as there are: the table keeps to its size for them too.</summary>
    [Fact]
    public void A_full_table_takes_no_unit_by_its_key_either_and_knows_those_that_it_has()
    {
        var table = new UnitTable(capacity: 1);
        table.FlagsOf((ulong?)Known) = 7;

        Assert.True(System.Runtime.CompilerServices.Unsafe.IsNullRef(ref table.FlagsOf((ulong?)2)));
        Assert.True(System.Runtime.CompilerServices.Unsafe.IsNullRef(ref table.FlagsOf(DecisionSamples.Decision(3))));

        Assert.Equal(2, table.Overlooked);
        Assert.Equal(7UL, table.FlagsOf((ulong?)Known));
    }
}
