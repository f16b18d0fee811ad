namespace Backstay.Statistics;

/// <summary>
/// A test that may be looked at after every observation without losing its level. Instances are not thread safe.
/// Values describe the evidence now: whoever acts on a breach acts at the first one.
/// </summary>
public interface ISequentialTest
{
    /// <summary>Stable name of the method.</summary>
    string Method { get; }

    /// <summary>Cheap; meant to be read after every observation.</summary>
    Verdict Verdict { get; }

    /// <summary>The whole answer with its interval; dearer than <see cref="Verdict"/>.</summary>
    TestResult Result();
}
