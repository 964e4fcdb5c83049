#include "commands/enrolment_checks.hpp"

#include <utility>

#include "doorward/core/json_reader.hpp"

namespace doorward::inline commands {
namespace {

std::string PathOf(std::size_t person, std::size_t credential) {
  return "people[" + std::to_string(person) + "].credentials[" + std::to_string(credential) + "]";
}

// Calls `visit(person, credential, path)` for each credential of one kind.
template <typename Kind, typename Visit>
void ForEachOf(std::span<const Person> people, Visit visit) {
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto& credentials = people[i].credentials;
    for (std::size_t j = 0; j < credentials.size(); ++j) {
      const auto* found = std::get_if<Kind>(&credentials[j]);
      if (found != nullptr) visit(people[i], *found, PathOf(i, j));
    }
  }
}

template <typename Visit>
void ForEachFace(std::span<const Person> people, Visit visit) {
  ForEachOf<FaceCredential>(people, std::move(visit));
}

}  // namespace

Result<Json> ExtractFace(PhotoInput photo, SteadyTime deadline, CommandContext& context) {
  const FaceModel* model = context.vision.model();
  if (model == nullptr) {
    return Fail(ErrorCode::kUnsupported, "this terminal has no face model to read photos with",
                photo.path);
  }
  const auto left = std::chrono::duration_cast<Milliseconds>(deadline - context.clock.SteadyNow());
  if (left.count() <= 0) {
    return Fail(ErrorCode::kTimeout, "reading photos took too long; send fewer in one command",
                photo.path);
  }
  auto enrolled = context.vision.ExtractFromPhoto(std::move(photo.file), left);
  if (!enrolled) {
    return Fail(enrolled.error().code, enrolled.error().message, photo.path);
  }
  return CredentialToJson(std::move(enrolled->face_template));
}

Status CheckFaceVectors(std::span<const Person> people, const FaceModel& model) {
  JsonFaults faults;
  ForEachFace(people, [&](const Person&, const FaceCredential& face, const std::string& path) {
    if (face.model != model.name) return;
    if (const Status status = CheckFaceTemplate(face, model); !status) {
      faults.Add(path + ".vector", status.error().message);
    }
  });
  return faults.ToStatus();
}

Status CheckFaceModels(std::span<const Person> people, const FaceModel* model) {
  if (model == nullptr) return {};
  JsonFaults faults;
  ForEachFace(people, [&](const Person&, const FaceCredential& face, const std::string& path) {
    if (face.model != model->name) {
      faults.Add(path + ".model", "this terminal compares vectors of " + model->name + " only");
    }
  });
  return faults.ToStatus();
}

Status CheckFingers(std::span<const Person> people, const std::set<std::string>& managed_sensors) {
  JsonFaults faults;
  ForEachOf<FingerprintCredential>(
      people, [&](const Person&, const FingerprintCredential& finger, const std::string& path) {
        if (finger.slot && managed_sensors.contains(finger.sensor)) {
          faults.Add(path + ".slot",
                     "the terminal chooses the slots of this sensor: expected a template alone");
        }
      });
  return faults.ToStatus();
}

Status CheckDuplicateFaces(std::span<const Person> people, const FaceGallery& current,
                           const FaceGallery& next, double distance) {
  Status status;
  ForEachFace(people, [&](const Person& person, const FaceCredential& face,
                          const std::string& path) {
    if (!status || current.DistanceTo(person.id, face) == 0) return;
    const FaceMatch match = next.Search(face);
    const float nearest = match.person == person.id ? match.second_distance : match.distance;
    if (nearest < distance) {
      status = Fail(ErrorCode::kAlreadyExists, "this face is enrolled for another person", path);
    }
  });
  return status;
}

}  // namespace doorward::inline commands
