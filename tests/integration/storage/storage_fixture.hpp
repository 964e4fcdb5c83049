// What the tests of the store share: a key, and things to keep.

#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "doorward/core/secret_box.hpp"
#include "doorward/storage/people_database.hpp"
#include "doorward/storage/record_log.hpp"
#include "fakes/face_numbers.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward {

inline SecretBox TestBox() { return SecretBox(Bytes(32, 0x5A)); }

inline std::string ContentOf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

// Unlike any other number's, and within the bounds of a face model.
inline FaceNumbers FaceOf(int number) {
  FaceNumbers vector{};
  for (std::size_t i = 0; i < vector.size(); ++i) {
    const int wave = (number * 7919 + static_cast<int>(i) * 104'729) % 1009;
    vector[i] = 0.07F + static_cast<float>(wave) / 20'000.0F;
  }
  return vector;
}

inline Bytes UidOf(int number) {
  return {0x04,
          0xA1,
          static_cast<std::uint8_t>(number >> 16),
          static_cast<std::uint8_t>(number >> 8),
          static_cast<std::uint8_t>(number),
          0xE5,
          0xF6};
}

// A person with a card and a face.
inline Person PersonOf(int number) {
  Person person;
  person.id = PersonId(std::to_string(100'000 + number));
  person.name = "Person Number " + std::to_string(number);
  person.department = "Research";
  person.permissions = {PermissionId("office-hours")};
  person.credentials = {CardCredential{UidOf(number)}, FaceOf(number).Of("dlib-resnet-v1")};
  return person;
}

inline std::vector<Person> PeopleOf(int from, int count) {
  std::vector<Person> people;
  for (int i = 0; i < count; ++i) people.push_back(PersonOf(from + i));
  return people;
}

inline Record RecordOf(int number) {
  Record record;
  record.at = WallTime(std::chrono::seconds(1'760'000'000 + number));
  record.kind = RecordKind::kAccess;
  record.door = DoorId("main");
  record.reader = ReaderId("nfc");
  record.direction = Direction::kIn;
  record.method = Method::kCard;
  record.granted = true;
  record.reason = Reason::kOk;
  record.person = PersonId(std::to_string(100'000 + number % 50'000));
  record.credential_type = CredentialType::kCard;
  record.credential_value = ToHex(UidOf(number));
  return record;
}

inline std::vector<Record> RecordsOf(int from, int count) {
  std::vector<Record> records;
  for (int i = 0; i < count; ++i) records.push_back(RecordOf(from + i));
  return records;
}

inline Status AppendSome(RecordLog& log, int from, int count) {
  std::vector<Record> records = RecordsOf(from, count);
  return log.Append(records);
}

}  // namespace doorward

// For Status and Result: shows the error.
#define EXPECT_OK(expression)                                                                     \
  do {                                                                                            \
    const auto& ok_result = (expression);                                                         \
    EXPECT_TRUE(ok_result.has_value()) << (ok_result ? std::string() : ok_result.error().Text()); \
  } while (false)
#define ASSERT_OK(expression)                                                                     \
  do {                                                                                            \
    const auto& ok_result = (expression);                                                         \
    ASSERT_TRUE(ok_result.has_value()) << (ok_result ? std::string() : ok_result.error().Text()); \
  } while (false)
