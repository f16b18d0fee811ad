namespace Backstay.Hosting;

/// <summary>What is run before a loaded version becomes hot.</summary>
public enum ModelWarmUp
{
    None,

    /// <summary>One run over zeros in the declared shapes, variable dimensions being 1. If it fails, the load fails.</summary>
    Zeros,
}
