// SPDX-License-Identifier: Apache-2.0
// Tests of what is said about guests that cannot be linked.
#include "engine/module_linking.h"

#include "engine/test_guest.h"

namespace wasinn::engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Linking : public EngineTest {
 protected:
  std::string with_import(const std::string& import) {
    return error_of("(module (import " + import + ") (func (export \"_start\")))");
  }
};

TEST_F(Linking, ListsTheFunctionsOfWasiNnWhenOneIsMissing) {
  EXPECT_THAT(with_import("\"wasi_ephemeral_nn\" \"train\" (func)"),
              AllOf(HasSubstr("imports function 'train' from 'wasi_ephemeral_nn'"), HasSubstr("load_by_name"),
                    HasSubstr("get_output"), Not(HasSubstr("\n"))));
}

TEST_F(Linking, ListsTheFunctionsOfTheExtensionWhenOneIsMissing) {
  EXPECT_THAT(with_import("\"wasinn_nn_ext\" \"train\" (func)"),
              AllOf(HasSubstr("imports function 'train' from 'wasinn_nn_ext'"), HasSubstr("supports, last_error"),
                    Not(HasSubstr("load_by_name"))));
  EXPECT_THAT(with_import("\"gpu\" \"go\" (func)"), HasSubstr("wasi_ephemeral_nn, wasinn_nn_ext"));
}

TEST_F(Linking, SaysWhenATypeDiffers) {
  EXPECT_THAT(with_import("\"wasi_ephemeral_nn\" \"compute\" (func (param i64) (result i32))"),
              AllOf(HasSubstr("wasi_ephemeral_nn::compute"), HasSubstr("i64"), Not(HasSubstr("\n"))));
}

TEST_F(Linking, KnowsTheUsualWrongModules) {
  EXPECT_THAT(with_import("\"wasi_unstable\" \"fd_write\" (func)"), HasSubstr("wasi_snapshot_preview1"));
  EXPECT_THAT(with_import("\"wasi_snapshot_preview1\" \"sock_open\" (func)"), HasSubstr("extension of another runtime"));
  EXPECT_THAT(with_import("\"wasi_nn\" \"load\" (func)"), HasSubstr("wasi_ephemeral_nn"));
  EXPECT_THAT(with_import("\"wasi:cli/exit@0.2.0\" \"exit\" (func)"), HasSubstr("belongs to components"));
  EXPECT_THAT(with_import("\"env\" \"memory\" (memory 1)"), HasSubstr("imports memory 'memory' from 'env'"));
  EXPECT_THAT(with_import("\"gpu\" \"go\" (func)"), HasSubstr("guests can import from"));
}

TEST_F(Linking, MakesNamesFromGuestsPrintable) {
  EXPECT_THAT(with_import("\"e\\1bv\" \"a\\nb\" (func)"), AllOf(HasSubstr("'a?b' from 'e?v'"), Not(HasSubstr("\n"))));
}

TEST_F(Linking, WantsACommand) {
  EXPECT_THAT(error_of("(module)"), HasSubstr("exports no _start function"));
  EXPECT_THAT(error_of("(module (func (export \"_initialize\")))"), HasSubstr("is a reactor"));
  EXPECT_THAT(error_of("(module (func (export \"_start\") (param i32)))"), HasSubstr("exports a _start that is not"));
  EXPECT_THAT(error_of("(module (memory (export \"_start\") 1))"), HasSubstr("exports a _start that is not"));
}

}  // namespace
}  // namespace wasinn::engine
