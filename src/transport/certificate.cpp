// Makes CAs and server certificates with OpenSSL.
#include "transport/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace fixguard::transport {
namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

// The one place where OpenSSL's refusals become an error; caught in or_error().
template <class T>
T must(T result, const char* what) {
    if (!result) throw std::runtime_error(std::string("OpenSSL: cannot ") + what);
    return result;
}

Key make_key() {
    return Key(must(EVP_EC_gen("P-256"), "make an EC key"));
}

constexpr long seconds_per_day = 24L * 3600;

// A certificate for `name`, not yet signed.
Certificate make_certificate(EVP_PKEY* key, const char* name, int days) {
    Certificate certificate(must(X509_new(), "make a certificate"));
    must(X509_set_version(certificate.get(), X509_VERSION_3), "set the version");
    // A serial number that no other venue has: clients may keep certificates by issuer and serial.
    std::array<unsigned char, 8> serial{};
    must(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1, "draw a serial number");
    std::uint64_t number = 0;
    for (const unsigned char byte : serial)
        number = (number << 8) | byte;
    must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), number >> 1), "set the serial");
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), days < 0 ? days * seconds_per_day : -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days < 0 ? -3600 : days * seconds_per_day);
    must(X509_set_pubkey(certificate.get(), key), "set the public key");
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    const auto* const text = reinterpret_cast<const unsigned char*>(name);
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, text, -1, -1, 0), "set the name");
    return certificate;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(
        must(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), "make a certificate extension"));
    must(X509_add_ext(certificate, extension.get(), -1), "add a certificate extension");
}

bool is_address(const std::string& host) {
    return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string alternative_names(const std::vector<std::string>& hosts) {
    std::string names;
    for (const std::string& host : hosts) {
        if (host.empty() || host.find_first_of(",\r\n") != std::string::npos)
            throw std::runtime_error("a host name for the certificate is empty or has a comma");
        names += names.empty() ? "" : ",";
        names += (is_address(host) ? "IP:" : "DNS:") + host;
    }
    return names;
}

template <class Write>
std::string pem(Write&& write) {
    const Bio memory(must(BIO_new(BIO_s_mem()), "allocate"));
    must(write(memory.get()), "write PEM");
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string certificate_pem(X509* certificate) {
    return pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

ServerIdentity issue_with(X509* ca, EVP_PKEY* ca_key, const std::vector<std::string>& hosts, int days) {
    if (hosts.empty()) throw std::runtime_error("a certificate needs at least one host name");
    const Key key = make_key();
    const Certificate server = make_certificate(key.get(), "fixguard venue", days);
    must(X509_set_issuer_name(server.get(), X509_get_subject_name(ca)), "set the issuer");
    add_extension(server.get(), ca, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(server.get(), ca, NID_key_usage, "critical,digitalSignature");
    add_extension(server.get(), ca, NID_ext_key_usage, "serverAuth");
    add_extension(server.get(), ca, NID_authority_key_identifier, "keyid");
    add_extension(server.get(), ca, NID_subject_alt_name, alternative_names(hosts));
    must(X509_sign(server.get(), ca_key, EVP_sha256()), "sign the server certificate");

    ServerIdentity identity;
    identity.ca_certificate = certificate_pem(ca);
    identity.certificate = certificate_pem(server.get());
    identity.private_key = pem([&](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return identity;
}

// What `make` gives, or what OpenSSL said against it.
template <class Made, class Make>
std::variant<Made, std::string> or_error(Make&& make) {
    try {
        return make();
    } catch (const std::runtime_error& error) {
        ERR_clear_error();
        return std::string(error.what());
    }
}

} // namespace

struct CertificateAuthority::Keys {
    Key key = make_key();
    Certificate certificate = make_certificate(key.get(), "fixguard venue CA", 825);
};

std::variant<CertificateAuthority, std::string> CertificateAuthority::make() {
    return or_error<CertificateAuthority>([] {
        auto keys = std::make_shared<Keys>();
        X509* const ca = keys->certificate.get();
        must(X509_set_issuer_name(ca, X509_get_subject_name(ca)), "set the issuer");
        add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
        add_extension(ca, ca, NID_key_usage, "critical,keyCertSign");
        add_extension(ca, ca, NID_subject_key_identifier, "hash");
        must(X509_sign(ca, keys->key.get(), EVP_sha256()), "sign the CA certificate");
        return CertificateAuthority(std::move(keys));
    });
}

std::variant<ServerIdentity, std::string> CertificateAuthority::issue(const std::vector<std::string>& hosts,
                                                                      int days) const {
    return or_error<ServerIdentity>(
        [&] { return issue_with(keys_->certificate.get(), keys_->key.get(), hosts, days); });
}

std::variant<ServerIdentity, std::string> make_server_identity(const std::vector<std::string>& hosts,
                                                               int days) {
    auto authority = CertificateAuthority::make();
    if (auto* error = std::get_if<std::string>(&authority)) return std::move(*error);
    return std::get<CertificateAuthority>(authority).issue(hosts, days);
}

} // namespace fixguard::transport
