#include "integration/terminal/disk_damage.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

namespace doorward {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPage = 4096;

std::size_t Below(std::size_t end, std::mt19937& random) { return end == 0 ? 0 : random() % end; }

void Scatter(std::string& content, std::size_t from, std::size_t count, std::mt19937& random) {
  for (std::size_t i = from; i < std::min(from + count, content.size()); ++i) {
    content[i] = static_cast<char>(random());
  }
}

void ClearPages(std::string& content, std::size_t count, std::mt19937& random) {
  const std::size_t from = Below(content.size(), random) / kPage * kPage;
  const std::size_t end = std::min(from + count * kPage, content.size());
  for (std::size_t i = from; i < end; ++i) content[i] = '\0';
}

std::vector<std::string> FilesOf(const Tree& tree) {
  std::vector<std::string> names;
  for (const auto& [name, content] : tree) {
    if (content && !content->empty()) names.push_back(name);
  }
  return names;
}

std::string DamageOne(Tree& disk, const Tree& yesterday, std::mt19937& random) {
  const auto files = FilesOf(disk);
  if (files.empty()) return "nothing is left";
  const std::string name = files[Below(files.size(), random)];
  std::string& content = *disk[name];
  switch (random() % 10) {
    case 0: Scatter(content, Below(content.size(), random), 1, random); return "a byte of " + name;
    case 1:
      Scatter(content, Below(content.size(), random), 64, random);
      return "64 bytes of " + name;
    case 2: Scatter(content, 0, 100, random); return "the head of " + name;
    case 3: content.resize(Below(content.size(), random)); return name + " cut";
    case 4: ClearPages(content, 1, random); return "a page of zeros in " + name;
    case 5: ClearPages(content, 8, random); return "eight pages of zeros in " + name;
    case 6:
      if (!yesterday.contains(name)) return disk.erase(name), name + " gone as yesterday";
      disk[name] = yesterday.at(name);
      return "yesterday's " + name;
    case 7: {
      const std::string other = files[Below(files.size(), random)];
      std::swap(disk[name], disk[other]);
      return name + " and " + other + " exchanged";
    }
    case 8: disk.erase(name); return name + " gone";
    default:
      if (random() % 2 == 0) return disk[name] = std::nullopt, name + " is a folder";
      disk["snapshots"] = "no folder";
      return "snapshots is a file";
  }
}

}  // namespace

Tree ReadTree(const fs::path& folder) {
  Tree tree;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    auto& content = tree[fs::relative(entry.path(), folder).string()];
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    content = std::string(std::istreambuf_iterator<char>(in), {});
  }
  return tree;
}

void WriteTree(const fs::path& folder, const Tree& tree) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const auto& [name, content] : tree) {
    const fs::path path = folder / name;
    if (!content) {
      fs::create_directories(path);
      continue;
    }
    std::ofstream(path, std::ios::binary) << *content;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  }
}

std::string DamageTree(Tree& disk, const Tree& yesterday, std::mt19937& random) {
  std::string what = DamageOne(disk, yesterday, random);
  for (auto more = random() % 3; more > 0; --more)
    what += "; " + DamageOne(disk, yesterday, random);
  return what;
}

bool SpoilsPeople(const Tree& disk, const Tree& before) {
  for (const auto& [name, content] : before) {
    const bool decides =
        name.starts_with("people.") || name == "device.key" || name == "clock.floor";
    if (decides && (!disk.contains(name) || disk.at(name) != content)) return true;
  }
  return false;
}

}  // namespace doorward
