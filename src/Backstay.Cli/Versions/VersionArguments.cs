using System.CommandLine;
using Backstay.Core.Registry;

namespace Backstay.Cli.Versions;

/// <summary>What several commands about versions take.</summary>
internal static class VersionArguments
{
    public static Argument<VersionId> Version() => TextValues.Argument<VersionId>("VERSION", "KIND/NAME@NUMBER, such as model/flight-delay@1.2.0.");

    public static Option<long?> At() => new("--at")
    {
        Description = "Read as it was at this ledger position.",
        HelpName = "POSITION",
    };
}
