using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Taskue.TestSupport;

/// <summary>An authority of the test's own, with a certificate for a server on 127.0.0.1 and one for a client, as files in a folder.</summary>
public sealed class Certificates : IDisposable
{
    private readonly X509Certificate2 authority;

    private Certificates(string folder, DateTimeOffset now)
    {
        Folder = folder;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Taskue tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(Path.Combine(folder, "ca.crt"), authority.ExportCertificatePem());
        using X509Certificate2 server = Issue("server", now);
        Client = Issue("client", now);
    }

    public string Folder { get; }

    public X509Certificate2 Client { get; }

    public static Certificates Make(TimeProvider clock) => new(Directory.CreateTempSubdirectory("taskue-certificates-").FullName, clock.GetUtcNow());

    /// <summary>The lines of redis.conf for TLS on a port, where clients must show a certificate or need none.</summary>
    public IReadOnlyList<string> Conf(int port, bool askClients) =>
    [
        $"tls-port {port}", $"tls-cert-file \"{Folder}/server.crt\"", $"tls-key-file \"{Folder}/server.key\"", $"tls-ca-cert-file \"{Folder}/ca.crt\"",
        $"tls-auth-clients {(askClients ? "yes" : "no")}",
    ];

    /// <summary>Whether a certificate was issued by this authority.</summary>
    public bool Trusts(X509Certificate? certificate)
    {
        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build((X509Certificate2)certificate);
    }

    public void Dispose()
    {
        Client.Dispose();
        authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private X509Certificate2 Issue(string name, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(Folder, name + ".crt"), signed.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Folder, name + ".key"), key.ExportPkcs8PrivateKeyPem());
        using X509Certificate2 whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
