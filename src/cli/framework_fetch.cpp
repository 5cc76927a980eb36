// SPDX-License-Identifier: Apache-2.0
// Running the program that fetches frameworks.
#include "cli/framework_fetch.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace wasinn::cli {
namespace {

namespace fs = std::filesystem;

/// What is started with standard output going where standard error goes: it is not the command's result.
class SpawnActions {
 public:
  SpawnActions() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

/// Runs a program to its end. The result is whether it ended with 0.
Result<bool> run_program(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const SpawnActions actions;
  pid_t child = 0;
  const int failure = posix_spawnp(&child, arguments[0], actions.get(), nullptr, arguments.data(), environ);
  if (failure != 0) {
    return fail(ErrorCode::RuntimeError, words[0] + " cannot be run, and fetching needs it: " + std::strerror(failure));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return fail(ErrorCode::RuntimeError, words[0] + ": " + std::strerror(errno));
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

Result<void> fetch_framework(const BackendSource& backend, const Config& config) {
  const fs::path program = fs::path(backend.manifest).parent_path() / ".." / "framework";
  std::error_code ignored;
  if (backend.manifest.empty() || !fs::exists(program, ignored)) {
    return fail(ErrorCode::NotFound, "backend " + backend.name + ": nothing here fetches its framework (" +
                                         program.lexically_normal().string() + " is not there)");
  }
  std::vector<std::string> words{"python3", program.lexically_normal().string(), backend.manifest};
  if (!config.cache.empty()) words.insert(words.end(), {"--cache", config.cache.string()});
  WASINN_ASSIGN(const bool fetched, run_program(std::move(words)));
  if (fetched) return {};
  return fail(ErrorCode::NotFound, "the framework of backend " + backend.name + " was not fetched; the reason is above");
}

}  // namespace wasinn::cli
