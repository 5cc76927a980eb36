// SPDX-License-Identifier: Apache-2.0
// Components for tests, written as text around a small core module.
#pragma once

#include <string>

namespace wasinn::engine {

/// Imports wasi:cli/exit for `exiting_component`, and what a component needs before its functions.
inline std::string exit_import() {
  return R"((import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
    (core func $exit_core (canon lower (func $exit "exit"))))";
}

/// A component whose core module has the fields `fields`, which can import "host" "exit" and whose functions can be
/// lifted from the core instance $i by `exports`.
inline std::string component_of(const std::string& fields, const std::string& exports) {
  return "(component " + exit_import() + R"((core module $m (import "host" "exit" (func $exit (param i32))))" + fields +
         R"() (core instance $i (instantiate $m (with "host" (instance (export "exit" (func $exit_core)))))))" + exports +
         ")";
}

/// Lifts the core function "run" as what makes a component a command.
inline std::string command_export() {
  return R"((func $run (result (result)) (canon lift (core func $i "run")))
    (instance $cli (export "run" (func $run)))
    (export "wasi:cli/run@0.2.0" (instance $cli)))";
}

/// A command that runs `body`, which leaves 0 for success or 1 for failure. `fields` are more of its core module.
inline std::string command_doing(const std::string& body, const std::string& fields = "") {
  return component_of(fields + "(func (export \"run\") (result i32) " + body + ")", command_export());
}

/// A component with one function "f" of type `type`, which returns what the core function with the result `core` and
/// the body `body` leaves. Pointers are into one page of memory, which begins with `data`.
inline std::string component_returning(const std::string& type, const std::string& core, const std::string& body,
                                       const std::string& data = "") {
  return component_of(R"((memory (export "memory") 1) (data (i32.const 0) ")" + data +
                          R"(") (func (export "f") (result )" + core + ") " + body + ")",
                      R"((func (export "f") (result )" + type +
                          R"() (canon lift (core func $i "f") (memory (core memory $i "memory")))))");
}

}  // namespace wasinn::engine
