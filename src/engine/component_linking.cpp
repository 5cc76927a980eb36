// SPDX-License-Identifier: Apache-2.0
// Serves and checks the imports of components.
#include "engine/component_linking.h"

#include <wasinn_engine.h>
#include <wasmtime.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/text.h"
#include "engine/component_nn.h"
#include "engine/failure.h"

namespace wasinn::engine {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kWasiPackages = {"wasi:cli"sv, "wasi:clocks"sv,  "wasi:filesystem"sv,
                                      "wasi:io"sv,  "wasi:random"sv, "wasi:sockets"sv};
constexpr std::array kNnVersions = {"0.2.0-rc-2024-06-25"sv, "0.2.0-rc-2024-08-19"sv, "0.2.0-rc-2024-10-28"sv};
constexpr std::array kExtensionVersions = {"0.1.0"sv};

/// A package that wasinn itself serves, in exactly these versions.
struct OwnPackage {
  std::string_view name;
  std::span<const std::string_view> versions;
};

constexpr std::array kOwnPackages = {OwnPackage{"wasi:nn", kNnVersions},
                                     OwnPackage{"wasinn:nn-ext", kExtensionVersions}};

/// The parts of "wasi:cli/exit@0.2.0".
struct Interface {
  explicit Interface(std::string_view name)
      : package(name.substr(0, name.find('/'))),
        version(name.find('@') == name.npos ? ""sv : name.substr(name.find('@') + 1)) {}

  std::string_view package;
  std::string_view version;  ///< may be empty
};

template <class List>
bool contains(const List& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_of_wasi_0_2(const Interface& interface) {
  return interface.version.starts_with("0.2.") && interface.version.find('-') == interface.version.npos;
}

const OwnPackage* own_package_of(const Interface& interface) {
  const auto own = std::find_if(kOwnPackages.begin(), kOwnPackages.end(),
                                [&](const OwnPackage& package) { return package.name == interface.package; });
  return own == kOwnPackages.end() ? nullptr : &*own;
}

/// Whether interfaces of this package and version are served, which does not mean all of them.
bool is_served(const Interface& interface) {
  if (const OwnPackage* own = own_package_of(interface)) return contains(own->versions, interface.version);
  return contains(kWasiPackages, interface.package) && is_of_wasi_0_2(interface);
}

std::string versions_of(const OwnPackage& package) {
  std::string list;
  for (const std::string_view version : package.versions) list += (list.empty() ? "" : ", ") + std::string(version);
  return list;
}

/// What may help somebody whose component imports what is not there.
std::string advice(const Interface& interface) {
  if (const OwnPackage* own = own_package_of(interface)) {
    if (is_served(interface)) return "that version of " + std::string(own->name) + " does not have it";
    return "of " + std::string(own->name) + " wasinn has " + versions_of(*own);
  }
  if (contains(kWasiPackages, interface.package) && !is_of_wasi_0_2(interface)) {
    return "of WASI there is version 0.2: build the guest for target wasm32-wasip2";
  }
  if (contains(kWasiPackages, interface.package)) return "that is not in the stable part of WASI 0.2";
  if (interface.package == "wasi:http") {
    return "guests have no network here: give it its data by --dir, by arguments or by its standard input";
  }
  if (interface.package.starts_with("wasi:")) {
    return "guests can import WASI 0.2 (cli, clocks, filesystem, io, random, sockets) and wasi:nn";
  }
  return "compose the component with one that exports it, for example by `wac plug`";
}

/// The texts that the engine puts between backticks, in order.
std::string_view nth_quoted(std::string_view text, int nth) {
  while (true) {
    const std::size_t begin = text.find('`');
    if (begin == text.npos) return {};
    const std::size_t end = text.find('`', begin + 1);
    if (end == text.npos) return {};
    if (nth-- == 0) return text.substr(begin + 1, end - begin - 1);
    text.remove_prefix(end + 1);
  }
}

/// From "component imports instance `wasi:cli/exit@0.2.0`, but a matching implementation was not found in the linker:
/// instance export `exit` has the wrong type: function implementation is missing", in words for users.
std::string import_error(const std::string& reason) {
  constexpr std::string_view kWrongType = "has the wrong type: ";
  const std::string_view import = nth_quoted(reason, 0);
  const std::string_view item = nth_quoted(reason, 1);
  const Interface interface(import);
  if (reason.ends_with("implementation is missing")) {
    const std::string of = !item.empty() && is_served(interface) ? "'" + printable(item) + "' of " : "";
    return " imports " + of + printable(import) + ", which wasinn does not serve (" + advice(interface) + ")";
  }
  const std::size_t difference = reason.rfind(kWrongType);
  if (import.empty() || difference == reason.npos) return ": " + reason;
  return " imports '" + printable(item) + "' of " + printable(import) + " with another type than it has (" +
         printable(reason.substr(difference + kWrongType.size()), 400) + ")";
}

}  // namespace

Result<Owned<wasmtime_component_linker_t>> make_component_linker(const wasm_engine_t* engine) {
  Owned<wasmtime_component_linker_t> linker(wasmtime_component_linker_new(engine));
  if (wasmtime_error_t* error = wasmtime_component_linker_add_wasip2(linker.get())) {
    return fail(ErrorCode::RuntimeError, failure_of(Owned<wasmtime_error>(error)).summary);
  }
  WASINN_TRY(define_component_nn(linker.get()));
  return linker;
}

Result<Owned<wasinn_component_pre>> link_component(const wasmtime_component_linker_t* linker,
                                                   const wasmtime_component_t* component, const std::string& name) {
  wasinn_component_pre_t* linked = nullptr;
  wasmtime_error_t* const error = wasinn_component_linker_instantiate_pre(linker, component, &linked);
  if (error == nullptr) return Owned<wasinn_component_pre>(linked);
  return fail(ErrorCode::UnsupportedOperation, name + import_error(failure_of(Owned<wasmtime_error>(error)).summary));
}

}  // namespace wasinn::engine
