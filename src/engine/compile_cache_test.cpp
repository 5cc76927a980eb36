// SPDX-License-Identifier: Apache-2.0
// Tests of the compile cache: it fills, it is used, and one that cannot be used costs a line in the log.
#include "engine/compile_cache.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "engine/test_guest.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::engine {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CompileCache : public EngineTest {
 protected:
  std::unique_ptr<Engine> engine_with_cache(const fs::path& directory) {
    auto made = Engine::create({directory, [this](LogLevel, std::string_view line) { log_.emplace_back(line); }});
    return made ? std::move(*made) : nullptr;
  }

  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(cache_)) {
      if (entry.is_regular_file() && entry.path().extension().empty()) found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  TemporaryFolder folder_;
  fs::path cache_ = folder_.path() / "deep" / "modules";
  std::vector<std::string> log_;
};

TEST_F(CompileCache, KeepsCompiledGuestsInAPrivateFolder) {
  const auto cached = engine_with_cache(cache_);
  ASSERT_NE(cached, nullptr);
  EXPECT_THAT(files(), IsEmpty());
  ASSERT_TRUE(cached->compile(bytes_of(exiting_with("(i32.const 5)")), "guest"));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(fs::status(cache_).permissions(), fs::perms::owner_all);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(CompileCache, ServesAGuestFromTheFolderToTheNextEngine) {
  const std::string guest = exiting_with("(i32.const 5)");
  ASSERT_TRUE(engine_with_cache(cache_)->compile(bytes_of(guest), "guest"));
  const auto before = files();
  const auto program = engine_with_cache(cache_)->compile(bytes_of(guest), "guest");
  ASSERT_TRUE(program);
  EXPECT_EQ(files(), before);
  const auto outcome = run(**program, host_.new_session());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 5U);
}

TEST_F(CompileCache, SurvivesDamagedEntries) {
  const std::string guest = exiting_with("(i32.const 5)");
  ASSERT_TRUE(engine_with_cache(cache_)->compile(bytes_of(guest), "guest"));
  for (const std::string& file : files()) std::ofstream(file, std::ios::trunc) << "damaged";
  const auto program = engine_with_cache(cache_)->compile(bytes_of(guest), "guest");
  ASSERT_TRUE(program);
  EXPECT_TRUE(run(**program, host_.new_session()));
}

TEST_F(CompileCache, CopesWithOddCharactersInItsPath) {
  cache_ = folder_.path() / "a \"b\" \\c\t\xC3\xA9";
  ASSERT_TRUE(engine_with_cache(cache_)->compile(bytes_of(exiting_with("(i32.const 5)")), "guest"));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(CompileCache, CompilesWithoutACacheWhenTheFolderCannotBeMade) {
  const auto uncached = engine_with_cache(folder_.write("file", "") / "modules");
  ASSERT_NE(uncached, nullptr);
  EXPECT_THAT(log_, ElementsAre(HasSubstr("guests are compiled anew each time: cannot make")));
  EXPECT_TRUE(uncached->compile(bytes_of(exiting_with("(i32.const 5)")), "guest"));
}

TEST_F(CompileCache, DoesNotTrustAFolderThatOthersCanWriteTo) {
  fs::create_directories(cache_);
  fs::permissions(cache_, fs::perms::others_write, fs::perm_options::add);
  ASSERT_NE(engine_with_cache(cache_), nullptr);
  EXPECT_THAT(log_, ElementsAre(HasSubstr("other users could change the code in")));
}

}  // namespace
}  // namespace wasinn::engine
