namespace Backstay.Core.Environments;

/// <summary>
/// What an environment was when it was captured, as one JSON object: <c>{"behaviour":…,"rest":…,"v":1}</c>. Every member
/// is written, null where unknown, so that one environment has one form.
/// </summary>
/// <param name="V">The form's version, 1.</param>
/// <param name="Behaviour">What decides results: its digest is the environment in a reproducibility hash.</param>
/// <param name="Rest">What does not: when and where it was captured.</param>
public sealed record EnvironmentManifest(int V, EnvironmentBehaviour Behaviour, EnvironmentRest Rest)
{
    public const int Version = 1;
}
