#include "mqtt/broker_probe.hpp"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace doorward::inline mqtt {
namespace {

struct Address {
  std::string host;
  std::string port;
};

// Of "mqtts://host:port" and "mqtts://[::1]:port".
Address AddressOf(const std::string& url) {
  const bool encrypted = url.starts_with("mqtts://");
  std::string rest = url.substr(url.find("//") + 2);
  rest = rest.substr(0, rest.find('/'));
  const std::size_t bracket = rest.rfind(']');
  const std::size_t colon = rest.rfind(':');
  const bool has_port =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  std::string host = rest.substr(0, has_port ? colon : rest.size());
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return {host, has_port ? rest.substr(colon + 1) : (encrypted ? "8883" : "1883")};
}

std::string AtBroker(const Address& address) { return address.host + ":" + address.port; }

// A connected socket; or why there is none, in `why`.
int ConnectTo(const Address& address, Milliseconds patience, std::string& why) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (failed != 0) {
    why = "the name " + address.host + " is not found (" + ::gai_strerror(failed) +
          "): check mqtt.url and the terminal's DNS";
    return -1;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  const timeval limit{.tv_sec = static_cast<time_t>(patience.count() / 1000),
                      .tv_usec = static_cast<suseconds_t>(patience.count() % 1000 * 1000)};
  int error = 0;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const int fd = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    if (fd < 0) continue;
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));  // Of connect() too.
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (::connect(fd, one->ai_addr, one->ai_addrlen) == 0) return fd;
    error = errno == EINPROGRESS ? ETIMEDOUT : errno;
    ::close(fd);
  }
  why = AtBroker(address) + ": " + std::system_category().message(error);
  if (error == ECONNREFUSED) why += ": does the broker run, and at this port?";
  if (error != ECONNREFUSED) why += ": check the network, the address and firewalls";
  return -1;
}

std::string WhyNotTrusted(long verified, const std::string& host) {
  const std::string why = X509_verify_cert_error_string(verified);
  switch (verified) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the broker's certificate is not valid now (" + why +
             "): check the clocks, or renew the certificate";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the broker's certificate is not for " + host +
             ": use a name in mqtt.url that the certificate has";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return "the broker's certificate is too weak (" + why +
             "): it needs RSA of 2,048 bits or more, or ECDSA, and SHA-256";
    default:
      return "the broker's certificate is of an authority that is not trusted (" + why +
             "): check mqtt.ca_file";
  }
}

// What OpenSSL noted last on this thread.
std::string LastTlsFault() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason == nullptr ? "the broker closed the connection" : reason;
}

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Session = std::unique_ptr<SSL, decltype(&SSL_free)>;

std::string LoadFiles(SSL_CTX* context, const MqttConfig& config) {
  const bool trusts = config.ca_file.empty()
                          ? SSL_CTX_load_verify_dir(context, "/etc/ssl/certs") == 1
                          : SSL_CTX_load_verify_file(context, config.ca_file.c_str()) == 1;
  if (!trusts) return "mqtt.ca_file holds no certificate in PEM form";
  if (config.certificate_file.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context, config.certificate_file.c_str()) != 1) {
    return "mqtt.certificate_file holds no certificate in PEM form, or one that is too weak";
  }
  if (SSL_CTX_use_PrivateKey_file(context, config.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return "mqtt.key_file holds no key in PEM form, or not the one of mqtt.certificate_file";
  }
  return {};
}

std::string WhyNoTls(int fd, const Address& address, const MqttConfig& config) {
  ERR_clear_error();
  const Context context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  SSL_CTX_set_cipher_list(context.get(), kCiphers);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (std::string fault = LoadFiles(context.get(), config); !fault.empty()) return fault;

  const Session session(SSL_new(context.get()), &SSL_free);
  SSL_set_fd(session.get(), fd);
  X509_VERIFY_PARAM* expected = SSL_get0_param(session.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(expected, address.host.c_str()) != 1) {
    SSL_set1_host(session.get(), address.host.c_str());
    std::string name = address.host;  // The macro for this has a cast of the old style.
    SSL_ctrl(session.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  const bool shaken = SSL_connect(session.get()) == 1;
  const long verified = SSL_get_verify_result(session.get());
  if (!shaken && verified != X509_V_OK) return WhyNotTrusted(verified, address.host);
  if (!shaken) return "TLS failed (" + LastTlsFault() + "): does the port speak TLS 1.2 or newer?";
  // With TLS 1.3 a broker that does not like our certificate says so after the handshake.
  char byte = 0;
  const int got = SSL_peek(session.get(), &byte, 1);
  if (got <= 0 && SSL_get_error(session.get(), got) == SSL_ERROR_SSL) {
    return "the broker refuses the terminal's certificate (" + LastTlsFault() +
           "): check mqtt.certificate_file and mqtt.key_file";
  }
  return "the broker does not answer; see its log";
}

}  // namespace

std::string WhyUnreachable(const MqttConfig& config, Milliseconds patience) {
  const Address address = AddressOf(config.url);
  std::string why;
  const int fd = ConnectTo(address, patience, why);
  if (fd < 0) return why;
  why = config.url.starts_with("mqtts://")
            ? WhyNoTls(fd, address, config)
            : "the broker does not answer: does the port speak MQTT?";
  ::close(fd);
  return why;
}

}  // namespace doorward::inline mqtt
