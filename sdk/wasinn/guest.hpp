// SPDX-License-Identifier: Apache-2.0
// For embedding programs: compiled guests, how they are run, and how they end.
#pragma once

#include <wasinn/session.hpp>

#include <functional>

namespace wasinn {
inline namespace embedding {

/// A directory that a guest may read and write, with everything below it and nothing above.
struct Directory {
  std::string host{};   // path on the host
  std::string guest{};  // where the guest finds it: "." or "/data"
};

/// An environment variable of a guest.
struct Variable {
  std::string name{};
  std::string value{};
};

/// Receives what a guest writes, as it writes it; from a thread of the engine's, never from two at once. It should not block.
/// When it throws, Guest::run answers with an error once the guest has ended.
using OutputCallback = std::function<void(std::string_view)>;

/// How a guest is run; what the host's configuration says under "guest" comes first.
struct RunOptions {
  std::vector<std::string> arguments{};  // after the guest's own name
  std::vector<Variable> environment{};
  std::vector<Directory> directories{};
  std::string function{};             // an exported function without parameters; "": the guest's own beginning
  std::uint64_t deadline_ms = 0;      // 0: the configuration's; not used with a session of the program's
  std::uint64_t max_memory_bytes = 0; // 0: the configuration's
  std::optional<std::string> input{}; // standard input; none: the process's own
  OutputCallback output{};            // standard output; none: the process's own
  OutputCallback error_output{};      // standard error; none: the process's own
};

/// How a guest ended by itself.
struct Outcome {
  std::uint32_t exit_code = 0;
  std::optional<std::string> result{};  // what RunOptions::function returned, as text
};

namespace detail {

/// Takes a guest's output for a callback.
struct Sink {
  const OutputCallback& callback;
  bool failed = false;
  std::string trouble{};

  static void write(void* data, const std::uint8_t* bytes, std::uint64_t byte_size) noexcept {
    auto& sink = *static_cast<Sink*>(data);
    if (sink.failed) return;
    const std::string_view text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(byte_size));
    sink.failed = !contained([&] { sink.callback(text); }, sink.trouble);
  }

  wasinn_output_fn function() const noexcept { return callback ? &write : nullptr; }
};

/// RunOptions as the C interface wants them; holds what it points to.
class RawRunOptions {
 public:
  explicit RawRunOptions(const RunOptions& options) : output_{options.output}, error_output_{options.error_output} {
    for (const std::string& argument : options.arguments) arguments_.push_back(argument.c_str());
    for (const Variable& variable : options.environment) {
      variables_.push_back({variable.name.c_str(), variable.value.c_str()});
    }
    for (const Directory& directory : options.directories) {
      directories_.push_back({directory.host.c_str(), directory.guest.c_str()});
    }
    fill_lists();
    raw_.function = text_or_null(options.function);
    raw_.deadline_ms = options.deadline_ms;
    raw_.max_memory_bytes = options.max_memory_bytes;
    if (options.input) {
      raw_.input = reinterpret_cast<const std::uint8_t*>(options.input->data());
      raw_.input_size = options.input->size();
    }
  }
  RawRunOptions(const RawRunOptions&) = delete;
  RawRunOptions& operator=(const RawRunOptions&) = delete;

  const wasinn_run_options* raw() const noexcept { return &raw_; }

  /// Whether a callback threw, once the guest has ended.
  Result<void> callbacks() const {
    for (const Sink* sink : {&output_, &error_output_}) {
      if (sink->failed) return Error{Status::RuntimeError, "the callback for the guest's output threw: " + sink->trouble};
    }
    return {};
  }

 private:
  void fill_lists() noexcept {
    raw_.struct_size = sizeof raw_;
    raw_.arguments = arguments_.data();
    raw_.argument_count = arguments_.size();
    raw_.environment = variables_.data();
    raw_.variable_count = variables_.size();
    raw_.directories = directories_.data();
    raw_.directory_count = directories_.size();
    raw_.output = output_.function();
    raw_.output_data = &output_;
    raw_.error_output = error_output_.function();
    raw_.error_output_data = &error_output_;
  }

  std::vector<const char*> arguments_;
  std::vector<wasinn_property> variables_;
  std::vector<wasinn_directory> directories_;
  Sink output_;
  Sink error_output_;
  wasinn_run_options raw_{};
};

/// An outcome of the C interface, given back when it goes out of scope.
struct RawOutcome {
  wasinn_outcome raw{};

  RawOutcome() { raw.struct_size = sizeof raw; }
  RawOutcome(const RawOutcome&) = delete;
  RawOutcome& operator=(const RawOutcome&) = delete;
  ~RawOutcome() { wasinn_outcome_clear(&raw); }

  Outcome read() const {
    Outcome outcome{.exit_code = raw.exit_code};
    if (raw.result != nullptr) outcome.result = raw.result;
    return outcome;
  }
};

}  // namespace detail

/// A compiled WebAssembly program, core module or component. Any thread; it may run any number of times at once.
class Guest {
 public:
  explicit Guest(detail::Handle<wasinn_guest> handle) : handle_(std::move(handle)) {}

  /// Runs it in fresh instances, on the calling thread, until it ends, in a session of its own. A guest that ends itself with
  /// an exit code other than 0 has ended, too. Status::UnsupportedOperation, ::TooLarge, ::Busy, ::Timeout, ::RuntimeError (it
  /// trapped).
  Result<Outcome> run(const RunOptions& options = {}) const { return run_in(nullptr, options); }

  /// The same in a session of the program's, whose deadline holds.
  Result<Outcome> run(Session& session, const RunOptions& options = {}) const { return run_in(session.raw(), options); }

  /// Machine code of the guest, for a .cwasm file that Host::load takes.
  Result<std::vector<std::uint8_t>> serialize() const {
    Serialized serialized;
    Result<void> done = detail::attempt(
        [&](wasinn_error* error) { return wasinn_guest_serialize(raw(), &Serialized::take, &serialized, error); });
    if (!done) return std::move(done).error();
    if (!serialized.taken) return Error{Status::RuntimeError, "no memory for the guest's machine code"};
    return std::move(serialized.bytes);
  }

  wasinn_guest* raw() const noexcept { return handle_.raw.get(); }

 private:
  struct Serialized {
    std::vector<std::uint8_t> bytes{};
    bool taken = false;

    static void take(void* data, const std::uint8_t* bytes, std::uint64_t byte_size) noexcept {
      auto& serialized = *static_cast<Serialized*>(data);
      std::string trouble;
      serialized.taken = detail::contained([&] { serialized.bytes.assign(bytes, bytes + byte_size); }, trouble);
    }
  };

  Result<Outcome> run_in(wasinn_session* session, const RunOptions& options) const {
    detail::RawRunOptions raw_options(options);
    detail::RawOutcome outcome;
    Result<void> done = detail::attempt([&](wasinn_error* error) {
      return wasinn_guest_run(raw(), session, raw_options.raw(), &outcome.raw, error);
    });
    if (done) done = raw_options.callbacks();
    if (!done) return std::move(done).error();
    return outcome.read();
  }

  detail::Handle<wasinn_guest> handle_;
};

}  // namespace embedding
}  // namespace wasinn
