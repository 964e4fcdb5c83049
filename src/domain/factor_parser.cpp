// Reads the expression of a factor policy:
//
//   policy  := "any" | either
//   either  := both ("or" both)*
//   both    := one (("and" | "+") one)*
//   one     := the name of a factor, such as "card" | "(" either ")"

#include <cctype>

#include "doorward/domain/factor_policy.hpp"

namespace doorward::inline domain {

class FactorParser {
 public:
  explicit FactorParser(std::string_view text) : text_(text) { Next(); }

  Result<FactorPolicy> Parse() {
    if (word_ == "any") {
      Next();
      DW_TRY(ExpectEnd());
      return FactorPolicy();
    }
    DW_TRY_ASSIGN(FactorPolicy policy, ParseEither());
    DW_TRY(ExpectEnd());
    return policy;
  }

 private:
  Result<FactorPolicy> ParseEither() {
    DW_TRY_ASSIGN(FactorPolicy policy, ParseBoth());
    while (word_ == "or") {
      Next();
      DW_TRY_ASSIGN(const FactorPolicy other, ParseBoth());
      policy = policy.Or(other);
    }
    return policy;
  }

  Result<FactorPolicy> ParseBoth() {
    DW_TRY_ASSIGN(FactorPolicy policy, ParseOne());
    while (word_ == "and" || word_ == "+") {
      Next();
      DW_TRY_ASSIGN(const FactorPolicy other, ParseOne());
      policy = policy.And(other);
    }
    return policy;
  }

  Result<FactorPolicy> ParseOne() {
    if (word_ == "(") return ParseParentheses();
    for (const Factor factor : AllFactors()) {
      if (word_ != CredentialTypeName(factor)) continue;
      Next();
      return FactorPolicy(std::vector<FactorSet>{factor});
    }
    return Unexpected(FactorNames() + " or (");
  }

  Result<FactorPolicy> ParseParentheses() {
    if (++depth_ > FactorPolicy::kMaxDepth) return Unexpected("fewer parentheses");
    Next();
    DW_TRY_ASSIGN(FactorPolicy policy, ParseEither());
    if (word_ != ")") return Unexpected("and, or, + or )");
    Next();
    --depth_;
    return policy;
  }

  static std::string FactorNames() {
    std::string names;
    for (const Factor factor : AllFactors()) {
      names += (names.empty() ? "" : ", ") + std::string(CredentialTypeName(factor));
    }
    return names;
  }

  Status ExpectEnd() const {
    if (word_.empty()) return {};
    return Unexpected("and, or, + or the end");
  }

  tl::unexpected<Error> Unexpected(std::string_view wanted) const {
    return Fail(ErrorCode::kInvalidArgument, "column " + std::to_string(column_ + 1) +
                                                 ": expected " + std::string(wanted) + Found());
  }

  std::string Found() const {
    if (word_.empty()) return ", found the end";
    const bool readable = std::isprint(static_cast<unsigned char>(word_[0])) != 0;
    return readable ? ", found \"" + word_ + "\"" : "";
  }

  // Takes the next word, in small letters, or sign; empty at the end.
  void Next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    column_ = at_;
    word_.clear();
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) {
      word_ += static_cast<char>(std::tolower(static_cast<unsigned char>(text_[at_++])));
    }
    if (word_.empty() && at_ < text_.size()) word_ = text_[at_++];
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::size_t column_ = 0;  // Where `word_` begins.
  std::string word_;
  int depth_ = 0;
};

Result<FactorPolicy> FactorPolicy::Parse(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return Fail(ErrorCode::kInvalidArgument, "longer than " + std::to_string(kMaxBytes) + " bytes");
  }
  return FactorParser(text).Parse();
}

}  // namespace doorward::inline domain
