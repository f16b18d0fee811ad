namespace Backstay.Core.Environments;

/// <summary>How far two versions of one thing are apart.</summary>
internal enum VersionDistance
{
    /// <summary>The numbers are the same: <c>1.2</c> and <c>1.2.0</c>.</summary>
    Spelling,

    /// <summary>The third number or a later one.</summary>
    Patch,

    /// <summary>What follows the numbers: <c>2.3.0rc1</c>, <c>2.3.0+cu121</c>.</summary>
    Build,

    Minor,

    Major,

    /// <summary>At least one is no sequence of numbers.</summary>
    Unknown,
}
