// What a face must satisfy before it may stand for a person: it comes from this terminal's model,
// and it is nobody else's; and how a finger may be given.

#pragma once

#include <span>

#include "doorward/commands/command_context.hpp"
#include "doorward/domain/json_codec.hpp"

namespace doorward::inline commands {

// Turns a photo into a face credential as JSON. Errors carry the photo's path; kTimeout once
// `deadline` has passed.
Result<Json> ExtractFace(PhotoInput photo, SteadyTime deadline, CommandContext& context);

// kInvalidArgument if a vector of `model`, the gallery's, is not what that model gives. Of others nothing is known.
Status CheckFaceVectors(std::span<const Person> people, const FaceModel& model);

// kInvalidArgument if a vector is not of `model`. A terminal without a model (null) compares nothing
// and so takes any.
Status CheckFaceModels(std::span<const Person> people, const FaceModel* model);

// kInvalidArgument if a finger names a slot of a sensor whose slots the terminal fills.
Status CheckFingers(std::span<const Person> people, const std::set<std::string>& managed_sensors);

// kAlreadyExists if a face of `people` is nearer than `distance` to that of anybody else in `next`,
// the gallery that has these people in it: so people of one batch are compared with each other too,
// and what the batch takes away is no longer in the way. What the person had in `current` already
// was checked when it came, and is not looked at again.
Status CheckDuplicateFaces(std::span<const Person> people, const FaceGallery& current,
                           const FaceGallery& next, double distance);

}  // namespace doorward::inline commands
