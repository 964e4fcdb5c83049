#include "drivers/zfm/zfm_mark.hpp"

#include <gtest/gtest.h>

namespace doorward::zfm_mark_test {

Bytes MarkOf(std::size_t size) {
  Bytes mark(size);
  for (std::size_t i = 0; i < size; ++i) mark[i] = static_cast<std::uint8_t>(i * 7 + 1);
  return mark;
}

TEST(ZfmMark, ComesBackAsItWas) {
  for (std::size_t size = 0; size <= zfm::kNotepadPage; ++size) {
    EXPECT_EQ(DecodeZfmMark(EncodeZfmMark(MarkOf(size))), MarkOf(size));
  }
}

TEST(ZfmMark, WhatWasNeverWrittenIsNone) {
  for (const std::uint8_t fill : Bytes{0x00, 0xFF, 0x20}) {
    ZfmMarkPages pages;
    pages.bytes.fill(fill);
    pages.proof.fill(fill);
    EXPECT_EQ(DecodeZfmMark(pages), Bytes());
  }
}

TEST(ZfmMark, HalfAnotherOneIsNone) {
  const ZfmMarkPages before = EncodeZfmMark(MarkOf(16));
  const ZfmMarkPages after = EncodeZfmMark(Bytes(16, 0x5A));
  EXPECT_EQ(DecodeZfmMark({.bytes = after.bytes, .proof = before.proof}), Bytes());
}

TEST(ZfmMark, EveryChangedBitOfItIsSeen) {
  const ZfmMarkPages good = EncodeZfmMark(MarkOf(16));
  for (std::size_t bit = 0; bit < 32 * 8; ++bit) {
    SCOPED_TRACE(bit);
    ZfmMarkPages broken = good;
    broken.proof[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_EQ(DecodeZfmMark(broken), Bytes());
    if (bit >= 16 * 8) continue;
    broken = good;
    broken.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_EQ(DecodeZfmMark(broken), Bytes());
  }
}

}  // namespace doorward::zfm_mark_test
