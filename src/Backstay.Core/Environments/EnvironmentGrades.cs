namespace Backstay.Core.Environments;

/// <summary>Grades two values that are not the same; null where one side has none.</summary>
internal delegate (EnvironmentVerdict Verdict, string Reason) EnvironmentGrade(string? left, string? right);

/// <summary>The ways to grade a difference.</summary>
internal static class EnvironmentGrades
{
    public static EnvironmentGrade AnyIsDifferent(string reason) => (_, _) => (EnvironmentVerdict.Different, reason);

    public static EnvironmentGrade AnyIsRisky(string reason) => (_, _) => (EnvironmentVerdict.Risky, reason);

    /// <summary>A patch is compatible, a minor version risky, a major version different; on one side only, it is risky.</summary>
    public static (EnvironmentVerdict Verdict, string Reason) ByVersion(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return (EnvironmentVerdict.Risky, "only on one side");
        }

        return VersionDistances.Between(left, right) switch
        {
            VersionDistance.Spelling => (EnvironmentVerdict.Compatible, "the same version, written otherwise"),
            VersionDistance.Patch => (EnvironmentVerdict.Compatible, "another patch level"),
            VersionDistance.Build => (EnvironmentVerdict.Risky, "another build or pre-release of the same version"),
            VersionDistance.Minor => (EnvironmentVerdict.Risky, "another minor version"),
            VersionDistance.Major => (EnvironmentVerdict.Different, "another major version"),
            _ => (EnvironmentVerdict.Risky, "these versions can't be compared"),
        };
    }
}
