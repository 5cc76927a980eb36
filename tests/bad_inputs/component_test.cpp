// SPDX-License-Identifier: Apache-2.0
// Rows 112 to 115: what only components can get wrong, as names and constructors are theirs alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "abi/wit/guest.h"
#include "tests/abi/plain_guest.h"
#include "tests/abi/scripted_backend.h"
#include "tests/bad_inputs/catalogue.h"

namespace wasinn::bad_inputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using wit::NamedTensor;
using wit::Rep;

constexpr std::string_view kModel = "echo u8[3]";
constexpr std::string_view kInput = "0";  // the model names nothing

plain::HostSetup little_room() {
  plain::HostSetup setup;
  setup.limits.tensors = 2;
  setup.limits.tensor_bytes = 64;
  setup.limits.tensor_size = 16;
  return setup;
}

/// A guest, and the checks: a computation that fails has consumed its inputs; afterwards an ordinary one works; at the
/// end nothing is in use.
class Attack {
 public:
  explicit Attack(plain::HostSetup setup)
      : host_(plain::make_host(std::move(setup))), session_(host_->new_session(kNever)), guest_(session_) {
    const ByteView model = bytes_of(kModel);
    graph_ = guest_.load({&model, 1}, {Encoding::Onnx, {}}, ExecutionTarget::Cpu).value();
    context_ = guest_.init_execution_context(graph_).value();
  }

  wit::Guest& guest() { return guest_; }

  Rep tensor(std::uint32_t size, std::string_view data, ElementType type = ElementType::U8) {
    return guest_.new_tensor({&size, 1}, type, bytes_of(data)).value();
  }

  /// The bad computation; its answer as the guest gets it.
  ErrorCode compute(const std::vector<NamedTensor>& inputs) {
    const auto outputs = guest_.compute(context_, inputs);
    if (outputs) {
      ADD_FAILURE() << "it computed";
      return ErrorCode::Unknown;
    }
    EXPECT_EQ(session_->usage().tensors, 0u) << "inputs are consumed";
    const Rep error = guest_.answer("compute", outputs.error()).value();
    const ErrorCode code = guest_.error(error).code;
    EXPECT_FALSE(guest_.error(error).text.empty());
    guest_.drop_error(error);
    return code;
  }

  void finish() {
    const std::vector<NamedTensor> good = {{name(), tensor(3, "abc")}};
    const auto outputs = guest_.compute(context_, good);
    ASSERT_TRUE(outputs) << outputs.error().message;
    const Rep output = (*outputs)[0].tensor;
    EXPECT_EQ(text_of(guest_.tensor_data(output)), "abc");
    guest_.drop_tensor(output);
    guest_.drop_context(context_);
    guest_.drop_graph(graph_);
    EXPECT_EQ(session_->usage(), Session::Usage{});
  }

  /// The name of the model's input.
  std::string_view name() const { return kInput; }

 private:
  std::unique_ptr<Host> host_;
  std::shared_ptr<Session> session_;
  wit::Guest guest_;
  Rep graph_ = 0;
  Rep context_ = 0;
};

struct Row {
  int number;
  std::string_view variant;
  ErrorCode expected;
  ErrorCode (*play)(Attack& attack);
  plain::HostSetup (*setup)() = nullptr;
};

ErrorCode faulty(Attack& attack, Rep tensor) {
  EXPECT_TRUE(attack.guest().tensor_data(tensor).empty());
  return attack.compute({{attack.name(), tensor}});
}

ErrorCode less_data(Attack& attack) { return faulty(attack, attack.tensor(3, "ab")); }
ErrorCode more_data(Attack& attack) { return faulty(attack, attack.tensor(3, "abcd")); }
ErrorCode no_data(Attack& attack) { return faulty(attack, attack.tensor(3, "")); }
ErrorCode largest_dimension(Attack& attack) { return faulty(attack, attack.tensor(0xFFFFFFFF, "abc")); }

ErrorCode product_wraps(Attack& attack) {
  const std::array<std::uint32_t, 4> sizes = {0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 2};
  return faulty(attack, attack.guest().new_tensor(sizes, ElementType::I64, bytes_of("abc")).value());
}

ErrorCode rank_too_high(Attack& attack) {
  const std::vector<std::uint32_t> sizes(100'000, 1);
  return faulty(attack, attack.guest().new_tensor(sizes, ElementType::U8, bytes_of("a")).value());
}

ErrorCode over_one_tensor(Attack& attack) { return faulty(attack, attack.tensor(17, std::string(17, 'x'))); }

ErrorCode over_the_number(Attack& attack) {
  const std::array held = {attack.tensor(1, "a"), attack.tensor(1, "b")};
  const Rep refused = attack.tensor(3, "abc");
  EXPECT_TRUE(attack.guest().tensor_data(refused).empty());
  for (const Rep tensor : held) attack.guest().drop_tensor(tensor);
  return attack.compute({{attack.name(), refused}});
}

ErrorCode unknown_name(Attack& attack) { return attack.compute({{"nothing", attack.tensor(3, "abc")}}); }
ErrorCode missing_name(Attack& attack) { return attack.compute({}); }
ErrorCode empty_name(Attack& attack) { return attack.compute({{"", attack.tensor(3, "abc")}}); }
ErrorCode index_too_large(Attack& attack) { return attack.compute({{"1", attack.tensor(3, "abc")}}); }

ErrorCode long_name(Attack& attack) {
  const std::string name(1 << 20, 'x');
  return attack.compute({{name, attack.tensor(3, "abc")}});
}

ErrorCode repeated_name(Attack& attack) {
  return attack.compute({{attack.name(), attack.tensor(3, "abc")}, {attack.name(), attack.tensor(3, "def")}});
}

ErrorCode sixty_five_names(Attack& attack) {
  std::vector<NamedTensor> inputs;
  for (int i = 0; i < 65; ++i) inputs.push_back({attack.name(), attack.tensor(3, "abc")});
  return attack.compute(inputs);
}

ErrorCode library_text(Attack& attack) {
  const Error failure{ErrorCode::RuntimeError, "ort: open /home/operator/net.onnx failed at 0xdeadbeef" +
                                                   std::string(1 << 20, '!') + "\xff"};
  const Rep error = attack.guest().answer("load", failure).value();
  const std::string text = attack.guest().error(error).text;
  EXPECT_LE(text.size(), 1024u);
  EXPECT_THAT(text, HasSubstr("ort: open"));
  EXPECT_THAT(text, Not(HasSubstr("/home")));
  EXPECT_THAT(text, Not(HasSubstr("0xdead")));
  const ErrorCode code = attack.guest().error(error).code;
  attack.guest().drop_error(error);
  return code;
}

constexpr auto kInvalid = ErrorCode::InvalidArgument;
constexpr auto kTooLarge = ErrorCode::TooLarge;

constexpr std::array kRows = {
    Row{112, "LessData", kInvalid, less_data},
    Row{112, "MoreData", kInvalid, more_data},
    Row{112, "NoData", kInvalid, no_data},
    Row{112, "LargestDimension", kInvalid, largest_dimension},
    Row{112, "ProductWraps", kTooLarge, product_wraps},
    Row{112, "RankTooHigh", kInvalid, rank_too_high},
    Row{113, "OverOneTensor", kTooLarge, over_one_tensor, little_room},
    Row{113, "OverTheNumber", kTooLarge, over_the_number, little_room},
    Row{114, "Unknown", kInvalid, unknown_name},
    Row{114, "Missing", kInvalid, missing_name},
    Row{114, "Empty", kInvalid, empty_name},
    Row{114, "IndexTooLarge", kInvalid, index_too_large},
    Row{114, "Long", kInvalid, long_name},
    Row{114, "Repeated", kInvalid, repeated_name},
    Row{114, "SixtyFive", kInvalid, sixty_five_names},
    Row{115, "LibraryText", ErrorCode::RuntimeError, library_text},
};

std::string row_name(const Row& row) { return "Row" + std::to_string(row.number) + "_" + std::string(row.variant); }

void PrintTo(const Row& row, std::ostream* out) { *out << row_name(row); }

class BadComponentInput : public ::testing::TestWithParam<Row> {};

TEST_P(BadComponentInput, IsAnsweredAndHarmsNothing) {
  Attack attack(GetParam().setup != nullptr ? GetParam().setup() : plain::HostSetup{});
  EXPECT_EQ(GetParam().play(attack), GetParam().expected);
  attack.finish();
}

INSTANTIATE_TEST_SUITE_P(Catalogue, BadComponentInput, ::testing::ValuesIn(kRows),
                         [](const auto& test) { return row_name(test.param); });

TEST(BadComponentCatalogue, IsPlayedCompletely) {
  std::set<int> played;
  for (const Row& row : kRows) played.insert(row.number);
  EXPECT_EQ(played, rows_played_by(kComponents));
}

}  // namespace
}  // namespace wasinn::bad_inputs
