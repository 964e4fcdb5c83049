// Files that people take for photos, and telephones and browsers too: named, so that somebody who has
// one knows what to do.

#include <algorithm>
#include <string_view>

#include "vision/image_header.hpp"

namespace doorward::inline vision {

namespace {

using namespace std::string_view_literals;

struct Kind {
  std::string_view start;
  std::string_view name;
};

constexpr Kind kKinds[] = {{"GIF8"sv, "a GIF picture"},
                           {"II*\0"sv, "a TIFF picture or a camera's raw file"},
                           {"MM\0*"sv, "a TIFF picture or a camera's raw file"},
                           {"BM"sv, "a BMP picture"},
                           {"%PDF"sv, "a PDF document"},
                           {"\xFF\x0A"sv, "a JPEG XL picture"},
                           {"\0\0\0\x0CJXL \r\n"sv, "a JPEG XL picture"},
                           {"\0\0\0\x0CjP  \r\n"sv, "a JPEG 2000 picture"},
                           {"\xFF\x4F\xFF\x51"sv, "a JPEG 2000 picture"},
                           {"8BPS"sv, "a Photoshop picture"},
                           {"\0\0\1\0"sv, "an icon"},
                           {"<svg"sv, "an SVG drawing"},
                           {"<?xml"sv, "an XML document"},
                           {"<!DOCTYPE"sv, "a web page"},
                           {"<html"sv, "a web page"},
                           {"PK\3\4"sv, "a ZIP archive or an office document"}};

// The brands of an ISO media file, of which HEIC, AVIF, raw files and videos are all kinds. A "mif1" in
// front may be either picture, and its further brands say which.
std::string_view NameOfMedia(std::string_view brands) {
  const auto has = [&](auto... brand) {
    return ((brands.find(brand) != std::string_view::npos) || ...);
  };
  if (has("avif", "avis")) return "an AVIF picture";
  if (has("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")) return "a HEIC picture";
  if (has("crx ")) return "a camera's raw file";
  return "a video";
}

std::string_view NameOf(std::string_view file) {
  if (file.substr(0, 4) == "RIFF" &&
      file.substr(std::min<std::size_t>(8, file.size()), 4) == "WEBP") {
    return "a WebP picture";
  }
  if (file.size() >= 12 && file.substr(4, 4) == "ftyp") return NameOfMedia(file.substr(8, 32));
  const auto kind = std::ranges::find_if(
      kKinds, [&](const Kind& known) { return file.starts_with(known.start); });
  return kind == std::end(kKinds) ? std::string_view() : kind->name;
}

}  // namespace

std::string RefusalOfForeign(ByteView file) {
  const std::string_view name = NameOf(AsText(file));
  if (name.empty()) return "the picture is neither a JPEG nor a PNG";
  std::string refusal = "this is " + std::string(name) + ", and only JPEG and PNG are read: ";
  if (name == "a HEIC picture") {
    return refusal +
           "convert it (heif-convert photo.heic photo.jpg), or have the iPhone take JPEG "
           "(Settings, "
           "Camera, Formats, Most Compatible)";
  }
  return refusal + "save or export the photo as JPEG";
}

}  // namespace doorward::inline vision
