using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Tests.Registry;
using Backstay.Core.World;

namespace Backstay.Core.Tests.World;

/// <summary>What an idempotency key is compared by is what was asked for, and nothing that the server found out besides.</summary>
public sealed class CommandBodyTests
{
    private static readonly Name Release = Name.Parse("r1");
    private static readonly Name Endpoint = Name.Parse("delay");

    private static readonly RegisterVersion Registration = Sample.Register("model/flights@1.0.0", inputs: Sample.Training);

    private static readonly RecordEvidence Evidence = new(
        Release, Endpoint, EvidenceKind.Check, false, 0, 0, 0, 0, 0, null, null, null, null, null, Sample.DigestOf("samples"));

    private static readonly RollBack Back = new(Endpoint, null, "why");

    private static readonly CreateToken Token = new(Name.Parse("t"), Sample.DigestOf("secret"), TokenScope.Admin, "me", null, 30);

    public static TheoryData<string> Same => [.. FoundOut.Keys];

    public static TheoryData<string> Another => [.. Asked.Keys];

    private static Dictionary<string, (ICommand One, ICommand Other)> FoundOut { get; } = new(StringComparer.Ordinal)
    {
        ["sizes"] = (Registration, Registration with { Files = [.. Registration.Files.Select(file => file with { Size = 7 })] }),
        ["content"] = (Registration, Registration with { Content = default }),
        ["behaviour"] = (Registration, Registration with { Behaviour = Sample.DigestOf("behaviour") }),
        ["figures"] = (Evidence, Evidence with
        {
            Passed = true,
            Samples = 3,
            Errors = 1,
            SchemaFailures = 1,
            Late = 1,
            DeadlineMs = 10,
            Inputs = Sample.DigestOf("inputs"),
            FirstFailure = "sample 1: late",
            BackendDigest = Sample.DigestOf("backend"),
            Check = new CheckFigures(1, 2, 1, "late"),
        }),
        ["what is hot"] = (Back, Back with { Ready = Release }),
        ["secret"] = (Token, Token with { Hash = Sample.DigestOf("another") }),
    };

    private static Dictionary<string, (ICommand One, ICommand Other)> Asked { get; } = new(StringComparer.Ordinal)
    {
        ["path"] = (Registration, Registration with { Files = [.. Registration.Files.Select(file => file with { Path = "other" })] }),
        ["object"] = (Registration, Registration with { Files = [.. Registration.Files.Select(file => file with { Sha256 = Sample.DigestOf("other") })] }),
        ["samples"] = (Evidence, Evidence with { Asked = Sample.DigestOf("others") }),
        ["release"] = (Evidence, Evidence with { Release = Name.Parse("r2") }),
        ["target"] = (Back, Back with { To = Release }),
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void What_the_server_found_out_makes_no_other_command(string what) =>
        Assert.Equal(BodyOf(FoundOut[what].One), BodyOf(FoundOut[what].Other));

    [Theory]
    [MemberData(nameof(Another))]
    public void What_the_caller_asked_for_does(string what) =>
        Assert.NotEqual(BodyOf(Asked[what].One), BodyOf(Asked[what].Other));

    private static Digest BodyOf(ICommand command) => Catalogs.Commands.BodyDigest(command).Value;
}
