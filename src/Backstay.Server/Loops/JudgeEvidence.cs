using System.Collections.Immutable;
using System.Text;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;

namespace Backstay.Server.Loops;

/// <summary>
/// Fits evidence into one entry: event lists beyond the entry's share become objects. Where the object can't be kept either
/// (no space), the list is left out: the counts per weight in the verdict are enough to compute it again.
/// </summary>
internal sealed class JudgeEvidence(IObjectStore objects)
{
    public async Task<ImmutableArray<GuardVerdict>> FitAsync(IEnumerable<GuardVerdict> verdicts, CancellationToken ct)
    {
        var left = VerdictRules.MaxInlineEvents;
        var fitted = ImmutableArray.CreateBuilder<GuardVerdict>();
        foreach (var verdict in verdicts)
        {
            var length = verdict.Events?.Length ?? 0;
            if (length <= left)
            {
                left -= length;
                fitted.Add(verdict);
            }
            else
            {
                fitted.Add(await PutAsync(verdict, ct));
            }
        }

        return fitted.ToImmutable();
    }

    private async Task<GuardVerdict> PutAsync(GuardVerdict verdict, CancellationToken ct)
    {
        try
        {
            using var content = new MemoryStream(Encoding.ASCII.GetBytes(verdict.Events ?? string.Empty));
            var put = await objects.PutAsync(content, expected: null, 2L * EventRuns.MaxLength, ct);
            return verdict with { Events = null, EventsObject = put.IsOk ? put.Value.Digest : null };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return verdict with { Events = null };
        }
    }
}
