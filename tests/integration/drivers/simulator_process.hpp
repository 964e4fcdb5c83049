// One of the programs of tests/simulators, driven over its standard input: their README is the contract.

#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace doorward {

class SimulatorProcess {
 public:
  SimulatorProcess(const std::string& program, const std::string& link,
                   std::vector<std::string> options) {
    const char* source = std::getenv("DOORWARD_SOURCE");
    const std::filesystem::path root = source == nullptr ? "." : source;
    std::vector<std::string> words{(root / "tests/simulators" / program).string(), "--link", link};
    words.insert(words.end(), options.begin(), options.end());
    int to[2];
    int from[2];
    EXPECT_EQ(::pipe2(to, O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(from, O_CLOEXEC), 0);
    process_ = ::fork();
    if (process_ == 0) Run(words, to[0], from[1]);
    ::close(to[0]);
    ::close(from[1]);
    to_ = ::fdopen(to[1], "w");
    from_ = ::fdopen(from[0], "r");
    EXPECT_EQ(NextLine(), "ready " + link);
  }
  SimulatorProcess(const SimulatorProcess&) = delete;
  SimulatorProcess& operator=(const SimulatorProcess&) = delete;
  ~SimulatorProcess() {
    std::fclose(to_);
    ::waitpid(process_, nullptr, 0);
    std::fclose(from_);
  }

  // Gives a command and waits until it is done.
  void Do(const std::string& command) {
    std::fprintf(to_, "%s\n", command.c_str());
    std::fflush(to_);
    while (true) {
      const std::string line = NextLine();
      if (line.starts_with("> ")) {
        events_.push_back(line.substr(2));
      } else {
        EXPECT_TRUE(line.starts_with("ok")) << line;
        return;
      }
    }
  }

  // What the other side did so far.
  const std::vector<std::string>& Events() {
    Do("help");  // What was told before its answer has come.
    return events_;
  }

 private:
  [[noreturn]] static void Run(std::vector<std::string>& words, int in, int out) {
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }

  std::string NextLine() {
    char line[4096] = "";
    EXPECT_NE(std::fgets(line, sizeof(line), from_), nullptr) << "the simulator has ended";
    std::string text(line);
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }

  pid_t process_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
  std::vector<std::string> events_;
};

}  // namespace doorward
