// doorctl qr and doorctl face extract: what the terminal's own eyes make of a picture, without a
// terminal. One line of JSON a file, so that a back office can use it as its feature extraction.

#include "cli/pictures.hpp"
#include "cli/pictures/models_folder.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/printable.hpp"
#include "doorward/domain/json_codec.hpp"
#include "doorward/vision/face_engines.hpp"
#include "doorward/vision/image_codec.hpp"
#include "doorward/vision/qr_decoder.hpp"

namespace doorward::inline cli {
namespace {

constexpr int kMinFacePx = 80;

Result<Image> ReadImage(const std::string& file) {
  DW_TRY_ASSIGN(const std::string content, ReadFile(file, kOfficePictures.max_bytes));
  return DecodeImage(AsBytes(content), kOfficePictures);
}

void PrintLine(const Json& line) {
  std::printf("%s\n", Printable(DumpJson(line)).c_str());
  std::fflush(stdout);
}

// A line that says why there is nothing; the exit code says so too.
void PrintFault(CliSession& session, const std::string& file, const Error& error) {
  PrintLine({{"file", file},
             {"error", {{"code", ErrorCodeName(error.code)}, {"message", error.Text()}}}});
  session.Fail(kExitRefused);
}

void DecodeFiles(CliSession& session, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const auto image = ReadImage(file);
    if (!image) {
      PrintFault(session, file, image.error());
      continue;
    }
    PrintLine({{"file", file}, {"codes", DecodeQr(*image)}});
  }
}

Json FaceLine(const DetectedFace& face, const FaceTemplate& face_template, const FaceModel& model) {
  Json credential = CredentialToJson(face_template);
  return {{"box",
           {{"left", face.box.left},
            {"top", face.box.top},
            {"width", face.box.width},
            {"height", face.box.height}}},
          {"quality",
           {{"size_px", face.quality.size_px},
            {"sharpness", face.quality.sharpness},
            {"detection", face.quality.detection}}},
          {"vector", credential["vector"]},
          {"model", model.name},
          {"model_sha256", model.sha256}};
}

Result<Json> ExtractFaces(FaceEngine& engine, const std::string& file) {
  DW_TRY_ASSIGN(const Image image, ReadImage(file));
  DW_TRY_ASSIGN(const auto faces, engine.Detect(image));
  Json list = Json::array();
  for (const DetectedFace& face : faces) {
    DW_TRY_ASSIGN(const FaceTemplate face_template, engine.Embed(image, face));
    list.push_back(FaceLine(face, face_template, engine.model()));
  }
  return Json{{"file", file}, {"faces", std::move(list)}};
}

void Extract(CliSession& session, const std::string& chosen,
             const std::vector<std::string>& files) {
  const auto models = ModelsFolder(chosen);
  if (!models) return session.Complain(models.error());
  const auto manifest = ReadFaceModelManifest(*models / "models.json");
  if (!manifest) return session.Complain(manifest.error());
  const auto engine = OpenFaceEngine(*manifest, *models, kMinFacePx);
  if (!engine) return session.Complain(engine.error());
  for (const std::string& file : files) {
    const auto line = ExtractFaces(**engine, file);
    if (line) {
      PrintLine(*line);
    } else {
      PrintFault(session, file, line.error());
    }
  }
}

}  // namespace

void AddPictureVerbs(CLI::App& app, CliSession& session) {
  auto files = std::make_shared<std::vector<std::string>>();
  auto* qr = app.add_subcommand("qr", "Read the QR codes in pictures; prints a JSON line a file");
  qr->add_option("file", *files, "JPEG or PNG files")->required();
  qr->callback([&session, files] { DecodeFiles(session, *files); });

  auto models = std::make_shared<std::string>();
  CLI::App* face = app.add_subcommand("face", "Find faces in pictures")->require_subcommand(1);
  auto* extract = face->add_subcommand(
      "extract",
      "Measure faces for a back office; prints a JSON line a file: vector, box, quality, model");
  extract->add_option(
      "--models", *models,
      "Folder that holds models.json and the model files; else the installed one, or "
      "that of the repository for a doorctl in its build folder");
  extract->add_option("file", *files, "JPEG or PNG files")->required();
  extract->callback([&session, models, files] { Extract(session, *models, *files); });
}

}  // namespace doorward::inline cli
