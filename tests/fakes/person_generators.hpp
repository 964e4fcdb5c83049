// Random people, permissions and holidays for rapidcheck: any value that the store must keep.

#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "doorward/domain/code_text.hpp"
#include "doorward/domain/person.hpp"

namespace doorward {

inline rc::Gen<std::string> AnyId() {
  const auto letter = rc::gen::elementOf(
      std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:@"));
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 65), [letter](std::size_t length) {
    return rc::gen::container<std::string>(length, letter);
  });
}

// UTF-8 of at most 256 bytes, rich in what breaks other people's SQL, printf and logs.
inline rc::Gen<std::string> AnyText() {
  const auto piece = rc::gen::element<std::string>(
      "a", "Z", " ", "'", "\"", ";", "--", "%n", "%s", "\r\n", "\\", "\t", "\x01", "é", "张", "伟",
      "😀", "'); DROP TABLE person; --", "?1", ":name", "/*", "\xEF\xBF\xBD");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const auto& next : pieces) {
                          if (text.size() + next.size() <= 256) text += next;
                        }
                        return text;
                      });
}

inline rc::Gen<Bytes> AnyBytes(std::size_t min, std::size_t max) {
  return rc::gen::mapcat(rc::gen::inRange(min, max + 1), [](std::size_t size) {
    return rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  });
}

inline WallTime TimeAt(std::int64_t seconds) { return WallTime(std::chrono::seconds(seconds)); }

inline rc::Gen<Validity> AnyValidity() {
  return rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 4), rc::gen::inRange(0, 2'000'000'000),
                                     rc::gen::inRange(1, 100'000'000)),
                      [](const std::tuple<int, int, int>& drawn) {
                        const auto [which, from, length] = drawn;
                        Validity validity;
                        if (which & 1) validity.from = TimeAt(from);
                        if (which & 2) validity.until = TimeAt(std::int64_t{from} + length);
                        return validity;
                      });
}

inline rc::Gen<std::vector<float>> AnyFaceVector() {
  return rc::gen::map(rc::gen::mapcat(rc::gen::element<std::size_t>(128, 128, 4, 96, 512, 1024),
                                      [](std::size_t length) {
                                        return rc::gen::container<std::vector<int>>(
                                            length, rc::gen::inRange(-1000, 1001));
                                      }),
                      [](const std::vector<int>& numbers) {
                        std::vector<float> vector;  // Those of 128 have norm 0.6 to 1.9.
                        vector.reserve(numbers.size());
                        for (const int number : numbers) {
                          vector.push_back(0.11F + static_cast<float>(number) / 20'000.0F);
                        }
                        return vector;
                      });
}

// A credential that is told as it is: no secret.
inline rc::Gen<Credential> AnyOpenCredential() {
  const auto text = rc::gen::map(AnyText(), [](const std::string& t) {
    const std::string form = CanonicalCode(t);
    return form.empty() ? std::string("x") : form;
  });
  return rc::gen::oneOf(
      rc::gen::map(AnyBytes(4, 10),
                   [](Bytes uid) {
                     uid.back() = 0x5A;  // Zeros or ones alone are nobody's number.
                     return Credential(CardCredential{uid});
                   }),
      rc::gen::map(text, [](const std::string& t) { return Credential(QrCredential{t}); }),
      rc::gen::map(rc::gen::pair(AnyFaceVector(), AnyId()),
                   [](const std::pair<std::vector<float>, std::string>& face) {
                     return Credential(MakeFaceTemplate(face.second, face.first));
                   }),
      rc::gen::map(
          rc::gen::tuple(AnyId(), rc::gen::inRange(-1, 300), AnyBytes(1, 1536)),
          [](const std::tuple<std::string, int, Bytes>& finger) {
            const auto& [sensor, slot, data] = finger;
            if (slot < 0) {
              return Credential(FingerprintCredential{sensor, std::nullopt, data});
            }
            return Credential(FingerprintCredential{sensor, slot, slot % 2 == 0 ? data : Bytes()});
          }));
}

template <typename T>
rc::Gen<std::vector<T>> AnyIds(std::size_t max) {
  return rc::gen::map(rc::gen::unique<std::vector<std::string>>(AnyId()),
                      [max](const std::vector<std::string>& ids) {
                        std::vector<T> all;
                        for (const auto& id : ids) {
                          if (all.size() < max) all.emplace_back(id);
                        }
                        return all;
                      });
}

inline rc::Gen<Person> AnyPerson() {
  const auto credentials =
      rc::gen::map(rc::gen::container<std::vector<Credential>>(AnyOpenCredential()),
                   [](std::vector<Credential> all) {
                     std::vector<Credential> kept;
                     for (auto& one : all) {
                       const bool known = std::find(kept.begin(), kept.end(), one) != kept.end();
                       if (!known && kept.size() < 16) kept.push_back(std::move(one));
                     }
                     return kept;
                   });
  return rc::gen::build<Person>(
      rc::gen::set(&Person::id, rc::gen::construct<PersonId>(AnyId())),
      rc::gen::set(&Person::name, AnyText()), rc::gen::set(&Person::department, AnyText()),
      rc::gen::set(&Person::employee_no, AnyText()), rc::gen::set(&Person::validity, AnyValidity()),
      rc::gen::set(&Person::groups, AnyIds<std::string>(64)),
      rc::gen::set(&Person::permissions, AnyIds<PermissionId>(64)),
      rc::gen::set(&Person::credentials, credentials));
}

inline rc::Gen<std::vector<Slot>> AnySlots() {
  const auto slot =
      rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 1440), rc::gen::inRange(1, 1441)),
                   [](std::pair<int, int> ends) {
                     if (ends.first == ends.second) ends.second = ends.first + 1;
                     return Slot{ends.first, ends.second};
                   });
  return rc::gen::map(rc::gen::container<std::vector<Slot>>(slot), [](std::vector<Slot> slots) {
    if (slots.size() > kMaxSlotsPerDay) slots.resize(kMaxSlotsPerDay);
    return slots;
  });
}

inline rc::Gen<Schedule> AnySchedule() {
  return rc::gen::oneOf(
      rc::gen::just(Schedule(AlwaysSchedule{})),
      rc::gen::map(
          rc::gen::suchThat(AnyValidity(), [](const Validity& v) { return !v.unlimited(); }),
          [](const Validity& validity) { return Schedule(RangeSchedule{validity}); }),
      rc::gen::map(rc::gen::pair(AnySlots(), AnyValidity()),
                   [](const std::pair<std::vector<Slot>, Validity>& daily) {
                     return Schedule(DailySchedule{daily.first, daily.second});
                   }),
      rc::gen::exec([] {
        WeeklySchedule weekly;
        for (auto& day : weekly.days) day = *AnySlots();
        for (const auto& id : *AnyIds<HolidayId>(8)) weekly.holidays[id] = *AnySlots();
        weekly.validity = *AnyValidity();
        return Schedule(weekly);
      }));
}

inline rc::Gen<Permission> AnyPermission() {
  return rc::gen::build<Permission>(
      rc::gen::set(&Permission::id, rc::gen::construct<PermissionId>(AnyId())),
      rc::gen::set(
          &Permission::doors,
          rc::gen::suchThat(AnyIds<DoorId>(64), [](const auto& ids) { return !ids.empty(); })),
      rc::gen::set(&Permission::when, AnySchedule()));
}

}  // namespace doorward
