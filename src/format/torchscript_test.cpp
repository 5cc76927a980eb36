// SPDX-License-Identifier: Apache-2.0
// TorchScript archives: whole ones, damaged ones, and what only looks like them.
#include "format/torchscript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/doubles/damaged_model.h"
#include "tests/doubles/zip_bytes.h"

namespace wasinn::torchscript {
namespace {

using doubles::ZipBytes;
using doubles::ZipFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::vector<ZipFile> kModel = {{"net/data.pkl", "data"},
                                     {"net/code/__torch__.py", "class Net(Module): ..."},
                                     {"net/constants.pkl", "constants"},
                                     {"net/version", "3\n"}};

std::string archive(const std::vector<ZipFile>& files) { return ZipBytes(files).archive(); }

std::vector<ZipFile> without(const std::string& name) {
  std::vector<ZipFile> files = kModel;
  std::erase_if(files, [&](const ZipFile& file) { return file.name == name; });
  return files;
}

std::string refusal(const std::string& model, ErrorCode code = ErrorCode::InvalidEncoding) {
  const auto checked = check(bytes_of(model));
  if (checked) return "accepted";
  EXPECT_EQ(checked.error().code, code) << checked.error().message;
  return checked.error().message;
}

// A model that PyTorch wrote.
std::string real_model() {
  std::ifstream file(WASINN_TEST_SOURCE_DIR "/tests/conformance/models/pytorch/digits.pt", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(TorchScript, IsRecognisedByItsFiles) {
  EXPECT_TRUE(recognise(bytes_of(archive(kModel))));
  EXPECT_TRUE(recognise(bytes_of(real_model())));
  EXPECT_TRUE(recognise(bytes_of(real_model().substr(0, 40000)))) << "cut off";
  EXPECT_FALSE(recognise(bytes_of(archive({{"saved_model.pb", ""}}))));
  EXPECT_FALSE(recognise(bytes_of(std::string("net/data.pkl"))));
}

TEST(TorchScript, ThatIsWholeIsAccepted) {
  EXPECT_EQ(refusal(archive(kModel)), "accepted");
  EXPECT_EQ(refusal(real_model()), "accepted");
}

TEST(TorchScript, WithoutCodeIsCalledWeights) {
  EXPECT_THAT(refusal(archive(without("net/code/__torch__.py"))), HasSubstr("save the model with torch.jit.save"));
  EXPECT_THAT(refusal(archive(without("net/constants.pkl"))), HasSubstr("holds weights only"));
}

TEST(TorchScript, ThatLacksAFileIsRefused) {
  EXPECT_THAT(refusal(archive(without("net/version"))), HasSubstr("has no file 'version'"));
  EXPECT_THAT(refusal(archive(without("net/data.pkl"))), HasSubstr("has no file 'data.pkl'"));
  EXPECT_THAT(refusal(archive({})), HasSubstr("the archive is empty"));
}

TEST(TorchScript, WhoseFilesLieInSeveralFoldersIsRefused) {
  std::vector<ZipFile> files = kModel;
  files.push_back({"other/x", ""});
  EXPECT_THAT(refusal(archive(files)), HasSubstr("one folder ('other/x')"));
  EXPECT_THAT(refusal(archive({{"data.pkl", ""}})), HasSubstr("one folder ('data.pkl')"));
}

TEST(TorchScript, WithNamesThatLeaveItIsRefused) {
  std::vector<ZipFile> files = kModel;
  files.push_back({"net/../../etc/passwd", ""});
  EXPECT_THAT(refusal(archive(files), ErrorCode::Security), HasSubstr("etc/passwd"));
}

TEST(TorchScript, ThatIsDamagedIsRefusedOrUnchangedInItsFiles) {
  const std::string model = real_model();
  for (const std::string& piece : testing::cut_off(model)) EXPECT_NE(refusal(piece), "accepted");
  std::size_t accepted = 0;
  for (const std::string& copy : testing::flipped(model, 300, 5)) {
    const auto checked = check(bytes_of(copy));
    accepted += checked ? 1u : 0u;
  }
  // Bytes between the files, such as padding and dates, belong to nothing.
  EXPECT_LT(accepted, 30u);
}

TEST(TorchScript, TellsTheVersionOfItsArchive) {
  EXPECT_THAT(describe(bytes_of(archive(kModel))), ElementsAre(Pair("archive version", "3")));
  EXPECT_THAT(describe(bytes_of(real_model())), ElementsAre(Pair("archive version", "3")));
  EXPECT_THAT(describe(bytes_of(archive(without("net/version")))), IsEmpty());
  EXPECT_THAT(describe(bytes_of("nothing")), IsEmpty());
}

}  // namespace
}  // namespace wasinn::torchscript
