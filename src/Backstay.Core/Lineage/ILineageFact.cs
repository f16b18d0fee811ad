using Backstay.Core.Ledger;

namespace Backstay.Core.Lineage;

/// <summary>A fact of a folder to the right of this one that adds edges: the seam through which Lineage folds it.</summary>
public interface ILineageFact : IFact
{
    IEnumerable<LineageEdge> LineageEdges();
}
