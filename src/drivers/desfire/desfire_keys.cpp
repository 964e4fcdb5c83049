#include "drivers/desfire/desfire_keys.hpp"

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {
namespace {

// Six hexadecimal digits, as card tools show an application's number.
bool ReadApplication(JsonReader& cards, std::string_view key, std::uint32_t& application) {
  std::string text;
  if (!cards.Required(key, text, MaxLength(64))) return false;
  const auto bytes = FromHex(text);
  if (!bytes || bytes->size() != 3 || *bytes == Bytes(3)) {
    cards.faults().Add(cards.PathOf(key), "expected six hexadecimal digits, not all zero");
    return false;
  }
  application = std::uint32_t{(*bytes)[0]} << 16 | std::uint32_t{(*bytes)[1]} << 8 | (*bytes)[2];
  return true;
}

bool ReadCards(JsonReader& reader, std::string_view key, std::optional<DesfireConfig>& desfire) {
  const Json* json = reader.Find(key);
  if (json == nullptr) return false;
  JsonReader cards(*json, reader.PathOf(key), reader.faults());
  if (cards.RequiredChoice("mode", {"uid", "desfire"}) == 1) {
    desfire.emplace();
    ReadApplication(cards, "application", desfire->application);
    std::int64_t number = 0;
    cards.Required("key_number", number, Range{0, DesfireConfig::kMaxKeyNumber});
    desfire->key_number = static_cast<int>(number);
    std::string file;
    if (ReadPath(cards, "key_file", true, file)) desfire->key_file = file;
  }
  cards.Finish();
  return true;
}

}  // namespace

ConfigKey CardsKey(std::optional<DesfireConfig>& desfire) {
  return {
      .name = "cards",
      .value = {.read = [&desfire](JsonReader& reader, std::string_view key,
                                   bool /*required*/) { return ReadCards(reader, key, desfire); },
                .schema = {{"$ref", "#/$defs/cards"}},
                .values = "an object",
                .usual = {{"mode", "uid"}}},
      .about =
          "what a card must show, see [cards that prove themselves]"
          "(pcsc.md#cards-that-prove-themselves)"};
}

void CheckCardsKey(const NamedChecks& checks, const std::string& path,
                   const std::optional<DesfireConfig>& desfire) {
  if (desfire) checks.File(path + ".cards.key_file", desfire->key_file, CheckDesfireKey(*desfire));
}

}  // namespace doorward::inline drivers
