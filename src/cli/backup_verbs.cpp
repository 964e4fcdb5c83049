// doorctl backup and restore: all that a terminal keeps, under a passphrase, for the terminal that takes
// its place. They read and write its storage folder: for root, or the account that it runs as.

#include <unistd.h>

#include "cli/session.hpp"
#include "cli/storage_folder.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/passphrase_box.hpp"
#include "doorward/protocol/device_commands.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::size_t kMaxBackup = 2ULL * 1024 * 1024 * 1024;
constexpr std::size_t kStrongPassphrase = 16;

struct BackupChoice {
  std::string file;
  std::string storage;
  std::string passphrase_file;
};

// A line that is not shown while it is typed.
std::string AskUnseen(const char* question) {
  const char* line = getpass(question);
  return line == nullptr ? "" : line;
}

Result<std::string> Passphrase(const BackupChoice& choice, bool twice) {
  std::string passphrase;
  if (!choice.passphrase_file.empty()) {
    DW_TRY_ASSIGN(passphrase, ReadSecretFile(choice.passphrase_file));
  } else if (isatty(STDIN_FILENO) == 1) {
    passphrase = AskUnseen("Passphrase: ");
    if (twice && AskUnseen("Once more: ") != passphrase) {
      return Fail(ErrorCode::kInvalidArgument, "the two are not the same");
    }
  } else {
    return Fail(ErrorCode::kInvalidArgument,
                "nobody is there to type the passphrase: give it with --passphrase-file");
  }
  if (passphrase.empty()) return Fail(ErrorCode::kInvalidArgument, "the passphrase is empty");
  return passphrase;
}

// Where the running terminal keeps its data, if that is not said.
std::optional<std::string> StorageOf(CliSession& session, const BackupChoice& choice) {
  if (!session.link_options.mqtt.url.empty()) {
    session.Complain({ErrorCode::kInvalidArgument, "a backup is made at the terminal itself"},
                     kExitUsage);
    return std::nullopt;
  }
  if (!choice.storage.empty()) return choice.storage;
  const auto config = session.Call(GetConfig{});
  if (!config) return std::nullopt;
  return config->value("storage", Json::object()).value("directory", "");
}

void Backup(CliSession& session, const BackupChoice& choice) {
  const auto storage = StorageOf(session, choice);
  if (!storage) return;
  const auto files = ReadStorageFolder(*storage);
  if (!files) return session.Complain(files.error());
  const auto passphrase = Passphrase(choice, true);
  if (!passphrase) return session.Complain(passphrase.error());
  if (passphrase->size() < kStrongPassphrase) {
    session.Note(
        "the passphrase is short: whoever has the file can search for it, and then has every "
        "secret of this terminal");
  }
  const std::string sealed = SealWithPassphrase(PackFiles(*files), *passphrase);
  if (auto written = WriteFileDurably(choice.file, AsBytes(sealed), 0600); !written) {
    return session.Complain(written.error());
  }
  session.Print({{"file", choice.file}, {"bytes", sealed.size()}}, "written to " + choice.file);
}

void Restore(CliSession& session, const BackupChoice& choice) {
  const auto sealed = ReadFile(choice.file, kMaxBackup);
  if (!sealed) return session.Complain(sealed.error());
  const auto passphrase = Passphrase(choice, false);
  if (!passphrase) return session.Complain(passphrase.error());
  const auto packed = OpenWithPassphrase(*sealed, *passphrase);
  if (!packed) return session.Complain(packed.error().While("reading " + choice.file));
  const auto files = UnpackFiles(*packed);
  if (!files) return session.Complain(files.error().While("reading " + choice.file));
  if (auto replaced = ReplaceStorageFolder(choice.storage, *files); !replaced) {
    return session.Complain(replaced.error());
  }
  session.Print({{"storage", choice.storage}, {"files", files->size()}},
                "restored to " + choice.storage +
                    "; what was there is in its folder before-restore. Start the terminal, and let "
                    "the one that it replaces never start again.");
}

}  // namespace

void AddBackupVerbs(CLI::App& app, CliSession& session) {
  auto choice = std::make_shared<BackupChoice>();
  auto* backup = app.add_subcommand(
      "backup", "Write all that this terminal keeps, secrets too, to an encrypted file");
  backup->add_option("file", choice->file, "The file")->required();
  backup->add_option("--storage", choice->storage,
                     "The terminal's storage folder; without it the running terminal is asked");
  backup->add_option("--passphrase-file", choice->passphrase_file,
                     "A file (mode 600) with the passphrase; without it you are asked");
  backup->callback([&session, choice] { Backup(session, *choice); });

  auto from = std::make_shared<BackupChoice>();
  from->storage = "/var/lib/doorward";
  auto* restore = app.add_subcommand(
      "restore", "Put a backup in the place of what this terminal keeps; it must not run");
  restore->add_option("file", from->file, "The file")->required();
  restore->add_option("--storage", from->storage, "The terminal's storage folder")
      ->capture_default_str();
  restore->add_option("--passphrase-file", from->passphrase_file,
                      "A file (mode 600) with the passphrase; without it you are asked");
  restore->callback([&session, from] { Restore(session, *from); });
}

}  // namespace doorward::inline cli
