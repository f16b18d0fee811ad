using System.Text;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage;

namespace Backstay.Server.Node;

/// <summary>What makes this installation itself: its name and its keys, drawn at the first start and kept.</summary>
public sealed record Installation(string Name, CheckpointSigner Signer, byte[] UnitKey)
{
    private const int NameBytes = 8;
    private const int KeyBytes = 32;

    public static Installation Open(DataLayout layout, string workspace, IIdSource ids)
    {
        var name = Encoding.ASCII.GetString(Keep(layout.Installation, () => Encoding.ASCII.GetBytes(Hex(ids, NameBytes)))).Trim();
        var origin = Checkpoint.OriginOf(name, workspace).Value;
        var pem = Encoding.ASCII.GetString(Keep(layout.CheckpointKey, () =>
        {
            using var created = CheckpointSigner.Create(origin).Value;
            return Encoding.ASCII.GetBytes(created.ExportPem());
        }));
        var unitKey = Keep(layout.UnitKey, () =>
        {
            var key = new byte[KeyBytes];
            ids.FillRandom(key);
            return key;
        });
        var signer = CheckpointSigner.FromPem(origin, pem);
        return signer.IsOk
            ? new Installation(name, signer.Value, unitKey)
            : throw new InvalidDataException($"{layout.CheckpointKey}: {signer.Problem.Message}");
    }

    private static byte[] Keep(string path, Func<byte[]> create)
    {
        if (File.Exists(path))
        {
            return File.ReadAllBytes(path);
        }

        DurableFile.CreateFolder(Path.GetDirectoryName(path) ?? "/");
        var content = create();
        DurableFile.Replace(path, content);
        return content;
    }

    private static string Hex(IIdSource ids, int bytes)
    {
        Span<byte> random = stackalloc byte[bytes];
        ids.FillRandom(random);
        return Convert.ToHexStringLower(random);
    }
}
