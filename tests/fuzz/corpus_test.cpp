// SPDX-License-Identifier: Apache-2.0
// Replays the committed corpora of the fuzz targets, and sequences from a random generator, in builds without a fuzzer.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/players.h"

namespace wasinn::fuzz {
namespace {

using Player = void (*)(ByteView input);

std::vector<std::filesystem::path> corpus(const std::string& name) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(WASINN_TEST_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void replay(const std::string& name, Player play) {
  const auto files = corpus(name);
  EXPECT_FALSE(files.empty());
  EXPECT_LE(files.size(), 100u);
  std::uintmax_t total = 0;
  for (const auto& path : files) {
    SCOPED_TRACE(path);
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    total += bytes.size();
    play(bytes_of(bytes));
  }
  EXPECT_LE(total, 200u << 10);
}

void play_random(Player play, unsigned count, std::size_t size) {
  std::mt19937 random(20240817);  // the same bytes everywhere
  for (unsigned i = 0; i < count; ++i) {
    std::string bytes(random() % size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    play(bytes_of(bytes));
  }
}

TEST(FuzzCorpus, OfGuestCallsHoldsAndComesFar) {
  const WitxCounts before = witx_counts();
  replay("witx", play_witx);
  print_witx_counts();
  const WitxCounts after = witx_counts();
  EXPECT_GE(after.computed - before.computed, 100u) << "the sequences no longer reach computations";
  EXPECT_GE(after.inferred - before.inferred, 100u) << "the sequences no longer reach inferences in one call";
  for (const int answer : {0, 1, 2, 3, 5, 6, 7, 8}) {
    EXPECT_GT(after.by_errno[answer], before.by_errno[answer]) << "no sequence reaches errno " << answer;
  }
}

TEST(FuzzCorpus, OfComponentCallsHoldsAndComesFar) {
  const std::uint64_t computed = wit_computations();
  const std::uint64_t pieces = wit_pieces();
  replay("wit", play_wit);
  EXPECT_GE(wit_computations() - computed, 100u) << "the sequences no longer reach computations";
  EXPECT_GE(wit_pieces() - pieces, 100u) << "the sequences no longer reach pieces of answers";
}

TEST(FuzzCorpus, OfModelFormatsHolds) { replay("format", play_format); }

TEST(FuzzCorpus, OfGuestOptionsHolds) { replay("options", play_options); }

TEST(FuzzRandom, SequencesOfGuestCallsHold) { play_random(play_witx, 500, 2000); }

TEST(FuzzRandom, SequencesOfComponentCallsHold) { play_random(play_wit, 500, 2000); }

TEST(FuzzRandom, ModelFormatsHold) { play_random(play_format, 2000, 200); }

TEST(FuzzRandom, GuestOptionsHold) { play_random(play_options, 2000, 100); }

}  // namespace
}  // namespace wasinn::fuzz
