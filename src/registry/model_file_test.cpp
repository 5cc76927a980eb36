// SPDX-License-Identifier: Apache-2.0
// Model files: what is mapped, what is refused, and how a replaced file shows.
#include "registry/model_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <type_traits>
#include <utility>

#include "tests/doubles/temporary_folder.h"

namespace wasinn {
namespace {

using testing::HasSubstr;

std::string opened(const std::filesystem::path& path) {
  const auto file = ModelFile::open(path, {});
  return file ? std::string(text_of(file->bytes())) : file.error().message;
}

Error refused(const std::filesystem::path& path, const std::optional<FileIdentity>& expected = {}) {
  const auto file = ModelFile::open(path, expected);
  return file ? Error{ErrorCode::Unknown, "was opened"} : file.error();
}

TEST(ModelFiles, ShowTheBytesOfTheFile) {
  const TemporaryFolder folder;
  const auto path = folder.write("net.onnx", std::string("one\0two", 7));
  const auto file = ModelFile::open(path, {});
  ASSERT_TRUE(file);
  EXPECT_EQ(text_of(file->bytes()), std::string_view("one\0two", 7));
  EXPECT_EQ(file->path(), path);
  EXPECT_EQ(file->identity(), identify_file(path).value());
}

TEST(ModelFiles, MayBeEmpty) {
  const TemporaryFolder folder;
  EXPECT_EQ(opened(folder.write("empty", "")), "");
}

TEST(ModelFiles, ThatAreMissingAreNamed) {
  const TemporaryFolder folder;
  const Error error = refused(folder.path() / "my net.onnx");
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_THAT(error.message, HasSubstr("my net.onnx' cannot be used: No such file"));
  EXPECT_EQ(identify_file(folder.path() / "net.onnx").error().code, ErrorCode::RuntimeError);
}

TEST(ModelFiles, AreHiddenFromGuestsEvenWithBlanksInTheirPath) {
  const TemporaryFolder folder;
  const std::string text = guest_error_text(refused(folder.path() / "my own net.onnx"));
  EXPECT_EQ(text, "the model file '…' cannot be used: No such file or directory");
}

TEST(ModelFiles, AreNoFolders) {
  const TemporaryFolder folder;
  EXPECT_THAT(refused(folder.path()).message, HasSubstr("is not a regular file"));
  EXPECT_THAT(identify_file(folder.path()).error().message, HasSubstr("is not a regular file"));
}

TEST(ModelFiles, AreInsideTheFolderOfASavedModel) {
  const TemporaryFolder folder;
  const auto inside = folder.write("saved_model.pb", "content");
  const auto file = ModelFile::open(folder.path(), {});
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(text_of(file->bytes()), "content");
  EXPECT_EQ(file->path(), inside);
  EXPECT_EQ(identify_file(folder.path()).value(), identify_file(inside).value());
}

TEST(ModelFiles, AreNoPipesAndOpeningOneDoesNotHang) {
  const TemporaryFolder folder;
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(refused(pipe).message, HasSubstr("is not a regular file"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(ModelFiles, AreNoDevices) { EXPECT_THAT(refused("/dev/null").message, HasSubstr("is not a regular file")); }

TEST(ModelFiles, MayBeReachedThroughLinks) {
  const TemporaryFolder folder;
  folder.write("net.onnx", "bytes");
  std::filesystem::create_symlink("net.onnx", folder.path() / "link");
  EXPECT_EQ(opened(folder.path() / "link"), "bytes");
  std::filesystem::create_symlink("nothing", folder.path() / "broken");
  EXPECT_THAT(opened(folder.path() / "broken"), HasSubstr("No such file"));
}

TEST(ModelFiles, OpenAgainWhileTheyAreTheSame) {
  const TemporaryFolder folder;
  const auto path = folder.write("net.onnx", "bytes");
  EXPECT_TRUE(ModelFile::open(path, identify_file(path).value()));
}

TEST(ModelFiles, ThatWereReplacedAreNoticed) {
  const TemporaryFolder folder;
  const auto path = folder.write("net.onnx", "bytes");
  const FileIdentity before = identify_file(path).value();
  std::filesystem::rename(folder.write("other.onnx", "BYTES"), path);
  EXPECT_THAT(refused(path, before).message, HasSubstr("changed or replaced"));
}

TEST(ModelFiles, ThatWereWrittenToAreNoticed) {
  const TemporaryFolder folder;
  const auto path = folder.write("net.onnx", "bytes");
  const FileIdentity before = identify_file(path).value();
  folder.write("net.onnx", "longer bytes");
  EXPECT_THAT(refused(path, before).message, HasSubstr("changed or replaced"));
  folder.write("net.onnx", "BYTES");
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::nanoseconds(1));
  EXPECT_THAT(refused(path, before).message, HasSubstr("changed or replaced"));
}

TEST(ModelFiles, WhoseLinkLeadsElsewhereAreNoticed) {
  const TemporaryFolder folder;
  folder.write("a", "bytes");
  folder.write("b", "bytes");
  const auto link = folder.path() / "link";
  std::filesystem::create_symlink("a", link);
  const FileIdentity before = identify_file(link).value();
  std::filesystem::remove(link);
  std::filesystem::create_symlink("b", link);
  EXPECT_THAT(refused(link, before).message, HasSubstr("changed or replaced"));
}

TEST(ModelFiles, FromTheFarFutureHaveAnIdentityToo) {
  const TemporaryFolder folder;
  const auto path = folder.write("net.onnx", "bytes");
  const timespec times[] = {{0, UTIME_OMIT}, {15'000'000'000, 5}};
  if (::utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) GTEST_SKIP() << "this file system has no such times";
  EXPECT_TRUE(ModelFile::open(path, identify_file(path).value()));
}

TEST(ModelFiles, KeepTheirBytesWhenTheyMoveAndWhenTheirNameGoes) {
  static_assert(!std::is_copy_constructible_v<ModelFile>);
  const TemporaryFolder folder;
  const auto path = folder.write("a", "first");
  ModelFile file = ModelFile::open(path, {}).value();
  ModelFile other = ModelFile::open(folder.write("b", "second"), {}).value();
  std::filesystem::remove(path);
  ModelFile moved(std::move(file));
  EXPECT_EQ(text_of(moved.bytes()), "first");
  EXPECT_TRUE(file.bytes().empty());  // NOLINT: what a moved file holds is the point
  other = std::move(moved);
  EXPECT_EQ(text_of(other.bytes()), "first");
  EXPECT_EQ(other.path(), path);
}

}  // namespace
}  // namespace wasinn
