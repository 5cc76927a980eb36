// SPDX-License-Identifier: Apache-2.0
// Models that give their output in pieces: the three streaming functions, what is known before, and the errnos beyond 8.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/abi/plain_guest.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/doubles/word_model.h"

namespace wasinn::witx {
namespace {

using plain::kF32;
using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;

constexpr std::uint32_t kGgml = plain::kGgmlOrAutodetect;

class Streaming : public ::testing::Test {
 protected:
  Streaming() {
    plain::HostSetup setup;
    setup.backends = {};
    setup.sources.push_back(doubles::word_source());
    NamedGraph missing;
    missing.name = "missing";
    missing.files = {folder_.path() / "none.gguf"};
    missing.encoding = Encoding::Ggml;
    setup.graphs.push_back(missing);
    host_ = plain::make_host(std::move(setup));
    guest_ = std::make_unique<PlainGuest>(*host_);
    context_ = guest_->init(guest_->load("model", kGgml));
  }

  Errno call(std::string_view function, std::initializer_list<std::uint32_t> arguments) {
    return guest_->call(function, arguments);
  }

  /// As guests do it, with dimensions that say nothing.
  Errno set(std::uint32_t index, std::string_view text) {
    return call("set_input", {context_, index, guest_->place_tensor({1}, kU8, bytes_of(text))});
  }

  std::string get(std::string_view function, std::uint32_t index) {
    const Pointer buffer = guest_->place(std::string(64, '.'));
    const Pointer written = guest_->place_numbers({0});
    const Errno outcome = call(function, {context_, index, buffer, 64, written});
    if (outcome != Errno::Success) return "errno " + std::to_string(static_cast<std::uint32_t>(outcome));
    return guest_->text_at(buffer, guest_->number_at(written));
  }

  const TemporaryFolder folder_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<PlainGuest> guest_;
  std::uint32_t context_ = 0;
};

TEST_F(Streaming, GivesOnePieceACallAndThenTheEnd) {
  ASSERT_EQ(set(0, "one two three"), Errno::Success);
  for (const char* word : {"one ", "two ", "three"}) {
    ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
    EXPECT_EQ(get("get_output_single", 0), word);
  }
  EXPECT_EQ(call("compute_single", {context_}), Errno::EndOfSequence);
  EXPECT_EQ(get("get_output_single", 0), "") << "what is known at the end";
  EXPECT_EQ(get("get_output_single", 1), "3");
  EXPECT_EQ(call("fini_single", {context_}), Errno::Success);
  ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
  EXPECT_EQ(get("get_output_single", 0), "one ");
}

TEST_F(Streaming, BeginsAnewWithAnotherInput) {
  ASSERT_EQ(set(0, "one two"), Errno::Success);
  ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
  ASSERT_EQ(set(0, "three"), Errno::Success);
  EXPECT_EQ(get("get_output_single", 0), "errno 5");
  ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
  EXPECT_EQ(get("get_output_single", 0), "three");
  EXPECT_EQ(call("compute_single", {context_}), Errno::EndOfSequence);
  ASSERT_EQ(set(0, "four"), Errno::Success);
  ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
  EXPECT_EQ(get("get_output_single", 0), "four");
}

TEST_F(Streaming, ComputesTheWholeAtOnce) {
  ASSERT_EQ(set(0, "one two"), Errno::Success);
  ASSERT_EQ(call("compute", {context_}), Errno::Success);
  EXPECT_EQ(get("get_output", 0), "one two");
  EXPECT_EQ(get("get_output_single", 0), "errno 5");
}

TEST_F(Streaming, KnowsTheSizeOfThePromptBeforeItComputes) {
  EXPECT_EQ(get("get_output", 1), "errno 5");
  ASSERT_EQ(set(0, "one two three"), Errno::Success);
  EXPECT_EQ(get("get_output", 1), "3");
  EXPECT_EQ(get("get_output", 0), "errno 5");
  ASSERT_EQ(call("compute", {context_}), Errno::Success);
  ASSERT_EQ(set(0, "one"), Errno::Success);
  EXPECT_EQ(get("get_output", 1), "1");
}

TEST_F(Streaming, MayDoWithoutOptions) {
  ASSERT_EQ(set(0, "one"), Errno::Success);
  ASSERT_EQ(set(1, "{} "), Errno::Success);
  ASSERT_EQ(call("compute", {context_}), Errno::Success);
  EXPECT_EQ(get("get_output", 0), "{} one");
  EXPECT_EQ(set(1, ""), Errno::Success);
}

TEST_F(Streaming, GivesWhatCameBeforeTheContextWasFull) {
  ASSERT_EQ(set(0, "one two three four five"), Errno::Success);
  EXPECT_EQ(call("compute", {context_}), Errno::ContextFull);
  EXPECT_EQ(get("get_output", 0), "one two three four ");
  for (int i = 0; i < 4; ++i) ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
  EXPECT_EQ(call("compute_single", {context_}), Errno::ContextFull);
}

TEST_F(Streaming, TellsAPromptThatIsTooLong) {
  ASSERT_EQ(set(0, "1 2 3 4 5 6 7 8"), Errno::Success);
  EXPECT_EQ(call("compute", {context_}), Errno::PromptTooLong);
  EXPECT_EQ(get("get_output", 0), "errno 5");
  EXPECT_EQ(call("compute_single", {context_}), Errno::PromptTooLong);
}

TEST_F(Streaming, RefusesAnEmptyPromptAndOneThatIsNoText) {
  EXPECT_EQ(set(0, ""), Errno::InvalidArgument);
  EXPECT_EQ(call("set_input", {context_, 0, guest_->place_tensor({1}, kF32, bytes_of("four"))}), Errno::InvalidArgument);
  EXPECT_EQ(call("compute", {context_}), Errno::InvalidArgument);
  EXPECT_EQ(call("compute_single", {context_}), Errno::InvalidArgument);
}

TEST_F(Streaming, TakesTheNumberThatU8HadBefore2023) {
  constexpr std::uint8_t kU8Before2023 = 2;
  ASSERT_EQ(call("set_input", {context_, 0, guest_->place_tensor({1}, kU8Before2023, bytes_of("one"))}), Errno::Success);
  ASSERT_EQ(call("compute", {context_}), Errno::Success);
  EXPECT_EQ(get("get_output", 0), "one");
}

TEST_F(Streaming, CountsTheWordsAndAllPiecesOfAnAnswerAsOneComputation) {
  ASSERT_EQ(set(0, "one two three"), Errno::Success);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
  EXPECT_EQ(call("compute_single", {context_}), Errno::EndOfSequence);
  EXPECT_EQ(call("fini_single", {context_}), Errno::Success);
  GraphCounts counts = host_->report().at(0).counts;
  EXPECT_EQ(counts.computes, 1U);
  EXPECT_EQ(counts.text.prompt_tokens, 3U);
  EXPECT_EQ(counts.text.answer_tokens, 3U);
  ASSERT_EQ(call("compute_single", {context_}), Errno::Success);
  ASSERT_EQ(call("compute", {context_}), Errno::Success);
  counts = host_->report().at(0).counts;
  EXPECT_EQ(counts.computes, 3U);
  EXPECT_EQ(counts.text.prompt_tokens, 9U) << "after the end, and for the computation, all began anew";
}

TEST_F(Streaming, ShowsAComputationAsItComesWhereItsOptionsAskForThat) {
  std::string shown;
  guest_->guest().session().show_text_to([&shown](std::string_view piece) { shown += std::string(piece) + "|"; });
  context_ = guest_->init(guest_->load("model", kGgml));
  ASSERT_EQ(set(0, "one two"), Errno::Success);
  ASSERT_EQ(call("compute", {context_}), Errno::Success);
  EXPECT_EQ(shown, "");
  ASSERT_EQ(set(1, "stream-stdout "), Errno::Success);
  ASSERT_EQ(call("compute", {context_}), Errno::Success);
  EXPECT_EQ(shown, "stream-stdout |one |two|");
}

TEST_F(Streaming, TellsAModelWhoseFileIsMissing) {
  const Pointer name = guest_->place("missing");
  EXPECT_EQ(call("load_by_name", {name, 7, guest_->place_numbers({0})}), Errno::ModelNotFound);
}

}  // namespace
}  // namespace wasinn::witx
