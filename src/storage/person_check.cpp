#include "storage/person_check.hpp"

#include <algorithm>

#include "doorward/domain/limits.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kMaxName = 256;

Status Require(bool good, const std::string& path, std::string message) {
  if (good) return {};
  return Fail(ErrorCode::kInvalidArgument, std::move(message), path);
}

Status CheckText(std::string_view text, const std::string& path) {
  return Require(text.size() <= kMaxName && IsValidUtf8(text), path,
                 "expected at most 256 bytes of UTF-8");
}

Status CheckOneCredential(const Credential& credential, const std::string& path) {
  if (Status status = CheckCredential(credential); !status) {
    return Fail(status.error().code, status.error().message, path);
  }
  const auto* face = std::get_if<FaceCredential>(&credential);
  if (face == nullptr) return {};
  return Require(IsValidId(face->model), path, "expected the name of a face model");
}

Status CheckSingle(const Person& person, CredentialType type, const std::string& path) {
  const auto count =
      std::count_if(person.credentials.begin(), person.credentials.end(),
                    [&](const Credential& credential) { return TypeOf(credential) == type; });
  return Require(count <= 1, path,
                 "a person has at most one " + std::string(CredentialTypeName(type)));
}

}  // namespace

Status CheckPerson(const Person& person, const std::string& path) {
  DW_TRY(Require(IsValidId(person.id.str()), path + ".id", "expected an id"));
  DW_TRY(CheckText(person.name, path + ".name"));
  DW_TRY(CheckText(person.department, path + ".department"));
  DW_TRY(CheckText(person.employee_no, path + ".employee_no"));
  DW_TRY(Require(person.groups.size() <= kMaxPersonGroups &&
                     std::all_of(person.groups.begin(), person.groups.end(), IsValidId),
                 path + ".groups", "expected at most 64 ids"));
  DW_TRY(Require(person.permissions.size() <= kMaxPersonPermissions &&
                     std::all_of(person.permissions.begin(), person.permissions.end(),
                                 [](const PermissionId& id) { return IsValidId(id.str()); }),
                 path + ".permissions", "expected at most 64 ids"));
  const std::string credentials = path + ".credentials";
  DW_TRY(Require(person.credentials.size() <= kMaxCredentials, credentials,
                 "expected at most 16 credentials"));
  for (const CredentialTypeRow& row : kCredentialTypes) {
    if (row.single) DW_TRY(CheckSingle(person, row.value, credentials));
  }
  for (std::size_t i = 0; i < person.credentials.size(); ++i) {
    DW_TRY(CheckOneCredential(person.credentials[i], credentials + "[" + std::to_string(i) + "]"));
  }
  return {};
}

}  // namespace doorward::inline storage
