#include "drivers/zfm/zfm_mark.hpp"

#include <algorithm>
#include <string>

#include "doorward/core/check.hpp"
#include "doorward/core/sha256.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::string_view kName = "doorward mark";
constexpr std::size_t kDigestDigits = 16;

ZfmPage ProofOf(ByteView mark) {
  std::string proof(kName);
  proof.push_back(static_cast<char>(mark.size()));
  proof += Sha256(mark).substr(0, kDigestDigits);
  ZfmPage page{};
  std::ranges::copy(AsBytes(proof), page.begin());
  return page;
}

}  // namespace

ZfmMarkPages EncodeZfmMark(ByteView mark) {
  ZfmMarkPages pages;
  DW_CHECK(mark.size() <= pages.bytes.size());
  std::ranges::copy(mark, pages.bytes.begin());
  if (!mark.empty()) pages.proof = ProofOf(mark);
  return pages;
}

Bytes DecodeZfmMark(const ZfmMarkPages& pages) {
  const std::size_t size = pages.proof[kName.size()];
  if (size == 0 || size > pages.bytes.size()) return {};
  const ByteView mark = ByteView(pages.bytes).first(size);
  if (pages.proof != ProofOf(mark)) return {};
  return Bytes(mark.begin(), mark.end());
}

}  // namespace doorward::inline drivers
