#include "drivers/pcsc/pcsc_link.hpp"

#include <array>

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMaxNames = 16 * 1024;  // Of all readers together.
constexpr std::size_t kMaxAnswer = 258;       // A short answer.

ErrorCode CodeOf(LONG result) {
  switch (result) {
    case SCARD_E_TIMEOUT: return ErrorCode::kTimeout;
    case SCARD_W_SECURITY_VIOLATION:
    case SCARD_E_NO_ACCESS: return ErrorCode::kPermissionDenied;
    case SCARD_E_NO_SERVICE:
    case SCARD_E_SERVICE_STOPPED:
    case SCARD_E_SYSTEM_CANCELLED:
    case SCARD_P_SHUTDOWN:
    case SCARD_E_SERVER_TOO_BUSY:
    case SCARD_F_COMM_ERROR:
    case SCARD_F_INTERNAL_ERROR:
    case SCARD_F_UNKNOWN_ERROR:
    case SCARD_E_NO_MEMORY:
    case SCARD_E_INVALID_HANDLE:
    case SCARD_E_NO_READERS_AVAILABLE:
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE: return ErrorCode::kUnavailable;
    default: return ErrorCode::kNotFound;  // The card.
  }
}

tl::unexpected<Error> PcscFailure(LONG result, std::string_view doing) {
  return Fail(Error{CodeOf(result), pcsc_stringify_error(result)}.While(doing));
}

}  // namespace

Result<PcscLink> PcscLink::Open() {
  SCARDCONTEXT context = 0;
  const LONG result = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
  if (result == SCARD_E_NO_SERVICE) return Fail(ErrorCode::kUnavailable, "pcscd is not running");
  if (result != SCARD_S_SUCCESS) return PcscFailure(result, "asking pcscd");
  return PcscLink(context);
}

PcscLink::~PcscLink() {
  if (context_ != 0) SCardReleaseContext(context_);
}

Result<std::vector<std::string>> PcscLink::Readers() const {
  std::string names(kMaxNames, '\0');
  DWORD length = names.size();
  const LONG result = SCardListReaders(context_, nullptr, names.data(), &length);
  if (result == SCARD_E_NO_READERS_AVAILABLE) return std::vector<std::string>();
  if (result != SCARD_S_SUCCESS) return PcscFailure(result, "asking pcscd for readers");
  // Each ends in a zero byte, and all of them in another.
  names.resize(std::min<std::size_t>(length, names.size()));
  std::vector<std::string> readers;
  for (std::size_t at = 0; at < names.size() && names[at] != '\0';) {
    const std::size_t end = std::min(names.find('\0', at), names.size());
    readers.push_back(names.substr(at, end - at));
    at = end + 1;
  }
  return readers;
}

Result<DWORD> PcscLink::StateOf(const std::string& reader, DWORD known,
                                Milliseconds patience) const {
  SCARD_READERSTATE state{};
  state.szReader = reader.c_str();
  state.dwCurrentState = known;
  const LONG result =
      SCardGetStatusChange(context_, static_cast<DWORD>(patience.count()), &state, 1);
  if (result == SCARD_E_TIMEOUT) return known;
  if (result != SCARD_S_SUCCESS) {
    // Whatever it is: without its state the reader is of no use.
    auto failure = PcscFailure(result, "watching the reader");
    failure.value().code = ErrorCode::kUnavailable;
    return failure;
  }
  return state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
}

Result<std::unique_ptr<PcscCard>> PcscCard::Connect(const PcscLink& link,
                                                    const std::string& reader) {
  SCARDHANDLE card = 0;
  DWORD protocol = 0;
  const LONG result = SCardConnect(link.context(), reader.c_str(), SCARD_SHARE_EXCLUSIVE,
                                   SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol);
  if (result != SCARD_S_SUCCESS) return PcscFailure(result, "turning to the card");
  return std::make_unique<PcscCard>(card, protocol);
}

// Resetting the card would turn the field off at some readers, and the card would come anew.
PcscCard::~PcscCard() { SCardDisconnect(card_, SCARD_LEAVE_CARD); }

Result<Bytes> PcscCard::Transceive(ByteView apdu, Milliseconds /*patience*/) {
  const SCARD_IO_REQUEST request{protocol_, sizeof(SCARD_IO_REQUEST)};
  Bytes answer(kMaxAnswer);
  DWORD length = answer.size();
  const LONG result =
      SCardTransmit(card_, &request, apdu.data(), apdu.size(), nullptr, answer.data(), &length);
  if (result != SCARD_S_SUCCESS) return PcscFailure(result, "asking the card");
  // Some drivers call it a success when the card was taken away.
  if (length < 2) return Fail(ErrorCode::kNotFound, "the card gave no answer");
  answer.resize(std::min<std::size_t>(length, answer.size()));
  return answer;
}

}  // namespace doorward::inline drivers
