// A folder in memory, and what can happen to it on a disk.

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>

namespace doorward {

// Relative path to content; nullopt for a folder.
using Tree = std::map<std::string, std::optional<std::string>>;

Tree ReadTree(const std::filesystem::path& folder);
void WriteTree(const std::filesystem::path& folder,
               const Tree& tree);  // Nothing else is left there.

// Does one to three things to `disk`: bytes changed, files cut, pages of zeros, files of `yesterday`,
// files exchanged, gone, made folders. Says what, for a person.
std::string DamageTree(Tree& disk, const Tree& yesterday, std::mt19937& random);

// Whether anything was changed that says who may pass now: people, their seal, the key, the clock's
// floor.
bool SpoilsPeople(const Tree& disk, const Tree& before);

}  // namespace doorward
