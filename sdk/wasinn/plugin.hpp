// SPDX-License-Identifier: Apache-2.0
// What a backend is written against in C++: three small classes over <wasinn/plugin.h>, and the guard at its wall.
//
// A plug-in derives from Backend, Graph and Context, reports failures by throwing (Failure where the code matters) and
// ends with WASINN_PLUGIN(ItsBackend). Nothing that is thrown leaves the plug-in. backends/echo is the example.
#pragma once

#include <wasinn/plugin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasinn::sdk {

/// A failure with a code that the host acts on. The message says what was asked, what was found, what would work.
class Failure : public std::runtime_error {
 public:
  /// `status` is one of the WASINN_ codes but WASINN_OK.
  Failure(wasinn_status status, const std::string& message) : std::runtime_error(message), status_(status) {}

  wasinn_status status() const noexcept { return status_; }

 private:
  wasinn_status status_;
};

namespace detail {

/// The part of a struct that its maker knew; the rest reads as zero.
template <class T>
T read_struct(const T& given) noexcept {
  T known{};
  std::memcpy(&known, &given, static_cast<std::size_t>(std::min<std::uint64_t>(given.struct_size, sizeof(T))));
  return known;
}

/// Hands a filled struct to a caller who knows `wanted->struct_size` bytes of it.
template <class T>
void write_struct(T* wanted, T filled) noexcept {
  filled.struct_size = std::min<std::uint64_t>(wanted->struct_size, sizeof(T));
  std::memcpy(wanted, &filled, static_cast<std::size_t>(filled.struct_size));
}

/// Puts a copy of `message` into `error`; without memory for it the error says only that.
inline void fill_error(wasinn_error* error, const char* message) noexcept {
  if (error == nullptr) return;
  const std::size_t size = std::strlen(message) + 1;
  auto* copy = new (std::nothrow) char[size];
  if (copy == nullptr) {
    error->message = "out of memory";
    return;
  }
  std::memcpy(copy, message, size);
  error->message = copy;
  error->private_data = copy;
  error->release = [](wasinn_error* given) noexcept {
    delete[] static_cast<char*>(given->private_data);
    *given = {};
  };
}

}  // namespace detail

/// The one guard of a plug-in: runs `body` and turns whatever it throws into a status and a filled `error`.
/// Failure: its status; any std::exception, std::bad_alloc too: RUNTIME_ERROR; anything else: UNKNOWN.
template <class Body>
wasinn_status guarded(wasinn_error* error, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return WASINN_OK;
  } catch (const Failure& failure) {
    detail::fill_error(error, failure.what());
    return failure.status() == WASINN_OK ? static_cast<wasinn_status>(WASINN_UNKNOWN) : failure.status();
  } catch (const std::bad_alloc&) {
    detail::fill_error(error, "out of memory");
    return WASINN_RUNTIME_ERROR;
  } catch (const std::exception& exception) {
    detail::fill_error(error, exception.what());
    return WASINN_RUNTIME_ERROR;
  } catch (...) {
    detail::fill_error(error, "the plug-in failed without saying why");
    return WASINN_UNKNOWN;
  }
}

/// Bytes of one element of a WASINN_TYPE_; 0 for a foreign type and for any.
constexpr std::uint32_t element_byte_size(std::uint32_t type) noexcept {
  constexpr std::uint32_t kSizes[] = {2, 4, 8, 2, 1, 4, 8};
  return type < std::size(kSizes) ? kSizes[type] : 0;
}

/// "f16", "f32", "f64", "bf16", "u8", "i32", "i64", "any"; "foreign" for anything else. Static text.
constexpr const char* element_type_name(std::uint32_t type) noexcept {
  constexpr const char* kNames[] = {"f16", "f32", "f64", "bf16", "u8", "i32", "i64"};
  if (type == WASINN_TYPE_ANY) return "any";
  return type < std::size(kNames) ? kNames[type] : "foreign";
}

/// The services of the host. A copyable view that stays valid as long as the backend; any thread.
class Host {
 public:
  explicit Host(const wasinn_plugin_host& host) noexcept : host_(detail::read_struct(host)) {}

  /// Writes one line (no newline) to the host's log; level is WASINN_LOG_x.
  void log(std::uint32_t level, const std::string& text) const noexcept {
    if (host_.log != nullptr) host_.log(host_.private_data, level, text.c_str());
  }

  /// Folders to look for the framework's libraries in, in order.
  std::vector<std::string> framework_folders() const {
    std::vector<std::string> folders;
    for (auto* folder = host_.framework_folders; folder != nullptr && *folder != nullptr; ++folder) {
      folders.emplace_back(*folder);
    }
    return folders;
  }

  /// Threads that all graphs share; 0: the plug-in decides.
  std::uint32_t shared_threads() const noexcept { return host_.shared_threads; }

  /// What the operator decided for this backend. See `refuse_unknown_options`.
  std::span<const wasinn_property> options() const noexcept {
    return {host_.options, static_cast<std::size_t>(host_.option_count)};
  }

  /// The value of an option; empty when the operator left it out.
  std::string_view option(std::string_view key) const noexcept {
    for (const wasinn_property& option : options()) {
      if (key == option.key) return option.value;
    }
    return {};
  }

  /// Throws WASINN_INVALID_ARGUMENT when there is an option that is none of `known`. Every backend calls this.
  void refuse_unknown_options(std::initializer_list<std::string_view> known) const {
    for (const wasinn_property& option : options()) {
      if (std::find(known.begin(), known.end(), option.key) == known.end()) throw unknown_option(option.key, known);
    }
  }

 private:
  static Failure unknown_option(const std::string& key, std::initializer_list<std::string_view> known) {
    std::string names;
    for (const std::string_view name : known) names += (names.empty() ? "; it has " : ", ") + std::string(name);
    return {WASINN_INVALID_ARGUMENT,
            "there is no option '" + key + "' for this backend" + (names.empty() ? ", which has none" : names)};
  }

  wasinn_plugin_host host_;
};

/// A model to load. Valid during the load only.
class LoadRequest {
 public:
  explicit LoadRequest(const wasinn_load_request& request) noexcept : request_(detail::read_struct(request)) {}

  std::span<const wasinn_model_part> parts() const noexcept {
    return {request_.parts, static_cast<std::size_t>(request_.part_count)};
  }
  std::uint32_t encoding() const noexcept { return request_.encoding; }
  std::uint32_t target() const noexcept { return request_.target; }
  /// Threads for one computation; 0: share the backend's pool.
  std::uint32_t threads() const noexcept { return request_.threads; }
  /// A JSON object of options that come with the model; "" without any. Perhaps a guest's: nothing in it is a file.
  std::string_view options() const noexcept { return request_.options == nullptr ? "" : request_.options; }
  wasinn_cancellation* cancellation() const noexcept { return request_.cancellation; }
  /// Tells people who wait how much is done, from 0 to 1.
  void progress(double share) const noexcept {
    if (request_.progress != nullptr) request_.progress(request_.progress_data, share);
  }

 private:
  wasinn_load_request request_;
};

/// While it lives, the host may stop the load by calling `action`: from any thread, perhaps at once, never after the
/// end of this object. `action` must neither block nor throw.
class CancelScope {
 public:
  CancelScope(const LoadRequest& request, std::function<void()> action)
      : cancellation_(request.cancellation()), action_(std::move(action)) {
    cancellation_->set_canceller(cancellation_, [](void* self) { static_cast<CancelScope*>(self)->action_(); }, this);
  }
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;
  ~CancelScope() { cancellation_->set_canceller(cancellation_, nullptr, nullptr); }

 private:
  wasinn_cancellation* cancellation_;
  std::function<void()> action_;
};

/// One axis of a port. A size of -1 is unknown until a tensor is given, and may have a name then.
struct Dimension {
  std::int64_t size = -1;
  std::string name;
};

/// How stored integers q stand for real numbers: scale * (q - zero_point). Both lists have the same size: 0 for none,
/// 1 for the whole tensor, or the size of `axis`.
struct Quantization {
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  std::uint32_t axis = 0;
};

/// One input or output of a graph.
struct Port {
  std::string name;                          ///< the model's own; empty when it has none
  std::uint32_t type = WASINN_TYPE_FOREIGN;  ///< WASINN_TYPE_x
  std::string type_name;                     ///< the framework's word for the type; empty: that of element_type_name.
                                             ///< U8 with "int8": tensors of the port carry the bits of int8
  bool rank_known = true;                    ///< false: any rank; `dimensions` is empty
  std::vector<Dimension> dimensions;         ///< at most WASINN_MAX_RANK
  Quantization quantization{};               ///< as the model says; nothing is converted
  std::uint32_t flags = 0;                   ///< WASINN_PORT_x
};

/// What a graph says of itself, kept in the form that the host reads. Move-only; moving keeps the texts in place.
class GraphDescription {
 public:
  using Properties = std::vector<std::pair<std::string, std::string>>;

  /// `device` is where it runs, for people; `target` the same as WASINN_TARGET_x; `flags` are WASINN_GRAPH_x.
  GraphDescription(std::vector<Port> inputs, std::vector<Port> outputs, Properties properties, std::string device,
                   std::uint32_t target, std::uint32_t flags = 0)
      : inputs_(std::move(inputs)),
        outputs_(std::move(outputs)),
        properties_(std::move(properties)),
        device_(std::move(device)),
        target_(target),
        flags_(flags) {
    for (const auto& [key, value] : properties_) property_rows_.push_back({key.c_str(), value.c_str()});
  }
  GraphDescription(GraphDescription&&) = default;
  GraphDescription& operator=(GraphDescription&&) = default;

  std::span<const Port> inputs() const noexcept { return inputs_.ports; }
  std::span<const Port> outputs() const noexcept { return outputs_.ports; }

  void fill(wasinn_graph_info* info) const noexcept {
    wasinn_graph_info filled{};
    filled.inputs = inputs_.rows.data();
    filled.input_count = inputs_.rows.size();
    filled.outputs = outputs_.rows.data();
    filled.output_count = outputs_.rows.size();
    filled.properties = property_rows_.data();
    filled.property_count = property_rows_.size();
    filled.device = device_.c_str();
    filled.target = target_;
    filled.flags = flags_;
    detail::write_struct(info, filled);
  }

 private:
  struct Ports {
    explicit Ports(std::vector<Port> given) : ports(std::move(given)) {
      for (const Port& port : ports) add(port);
    }

    void add(const Port& port) {
      auto& port_sizes = sizes.emplace_back();
      auto& port_names = dim_names.emplace_back();
      for (const Dimension& dimension : port.dimensions) {
        port_sizes.push_back(dimension.size);
        port_names.push_back(dimension.name.c_str());
      }
      wasinn_port row{};
      row.struct_size = sizeof row;
      row.name = port.name.c_str();
      row.type_name = port.type_name.empty() ? element_type_name(port.type) : port.type_name.c_str();
      row.type = port.type;
      row.rank = port.rank_known ? static_cast<std::int32_t>(port_sizes.size()) : -1;
      row.dimensions = port_sizes.data();
      row.dim_names = port_names.data();
      row.scales = port.quantization.scales.data();
      row.zero_points = port.quantization.zero_points.data();
      row.quantization_count = port.quantization.scales.size();
      row.quantization_axis = port.quantization.axis;
      row.flags = port.flags;
      rows.push_back(row);
    }

    std::vector<Port> ports;
    std::vector<std::vector<std::int64_t>> sizes;
    std::vector<std::vector<const char*>> dim_names;
    std::vector<wasinn_port> rows;
  };

  Ports inputs_;
  Ports outputs_;
  Properties properties_;
  std::vector<wasinn_property> property_rows_;
  std::string device_;
  std::uint32_t target_;
  std::uint32_t flags_;
};

/// What a backend says of itself.
struct BackendDescription {
  std::string framework_version;     ///< "1.32.0"
  std::uint32_t encodings = 0;       ///< mask of 1u << WASINN_ENCODING_x
  std::uint32_t targets = 0;         ///< mask of 1u << WASINN_TARGET_x
  std::uint32_t auto_target = 0;     ///< WASINN_TARGET_x that "auto" means
  std::vector<std::string> devices;  ///< for people
  std::uint32_t flags = 0;           ///< WASINN_BACKEND_x
};

/// The state of inferences on one graph. One thread at a time, but for cancel.
class Context {
 public:
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  virtual ~Context() = default;

  /// Runs the graph once. `inputs[i]` belongs to input port i and is read during the call only. Fills `outputs[i]`
  /// for output port i with memory of this context that stays unchanged until the next call; an output of a foreign
  /// type gets no data. Throws when it fails, and WASINN_TIMEOUT when cancelled. Should not allocate when called
  /// again with the same shapes.
  virtual void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) = 0;

  /// The same with memory of the caller's for the outputs: `outputs[i].data` and `byte_size` say where that is and how
  /// much (null and 0: none); it overlaps nothing else and is used during the call only. Writes there each output that
  /// fits and leaves its `data`; gives the others memory of this context. Without an own version everything is as
  /// `compute` gives it.
  virtual void compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
    for (wasinn_tensor& output : outputs) {
      output.data = nullptr;
      output.byte_size = 0;
    }
    compute(inputs, outputs);
  }

  /// The next piece of the outputs alone; see context_step in plugin.h. Throws WASINN_END_OF_SEQUENCE after the last.
  virtual void step(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
    (void)inputs;
    (void)outputs;
    throw Failure(WASINN_UNSUPPORTED_OPERATION, "this model does not stream");
  }

  /// Ends what `step` began.
  virtual void finish() noexcept {}

  /// What is known of the outputs before anything is computed; the others get no data.
  virtual void preview(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
    (void)inputs;
    for (wasinn_tensor& output : outputs) output = {};
  }

  /// Where output 0 goes piece by piece as it comes, too. Valid as long as the context or until the next call; may be
  /// empty, which is nowhere.
  using Show = std::function<void(std::string_view bytes)>;

  /// Called for contexts of graphs that stream; see context_show in plugin.h.
  virtual void show_to(Show show) { (void)show; }

  /// What the computations have come to; see wasinn_text_counts.
  virtual wasinn_text_counts counts() const noexcept { return {}; }

  /// Ends the running computation, or else the next one, early. Any thread; must not block.
  virtual void cancel() noexcept = 0;

  /// Takes `cancel` back; called while nothing runs.
  virtual void clear_cancel() noexcept = 0;
};

/// A loaded model. Immutable; any thread.
class Graph {
 public:
  explicit Graph(GraphDescription description) : description_(std::move(description)) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  virtual ~Graph() = default;

  const GraphDescription& description() const noexcept { return description_; }

  /// A fresh context; the host lets the graph live longer than it.
  virtual std::unique_ptr<Context> create_context() const = 0;

 private:
  GraphDescription description_;
};

/// A framework, opened. The derived class has a constructor from `const Host&`, which throws WASINN_NOT_FOUND with
/// what was looked for and where when the framework is not installed. Any thread.
class Backend {
 public:
  explicit Backend(BackendDescription description) : description_(std::move(description)) {
    for (const std::string& device : description_.devices) device_rows_.push_back(device.c_str());
  }
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  virtual ~Backend() = default;

  /// Loads a model. The host lets the backend live longer than it.
  virtual std::unique_ptr<Graph> load(const LoadRequest& request) const = 0;

  void fill(wasinn_backend_info* info) const noexcept {
    wasinn_backend_info filled{};
    filled.framework_version = description_.framework_version.c_str();
    filled.encodings = description_.encodings;
    filled.targets = description_.targets;
    filled.auto_target = description_.auto_target;
    filled.flags = description_.flags;
    filled.device_count = device_rows_.size();
    filled.devices = device_rows_.data();
    detail::write_struct(info, filled);
  }

 private:
  BackendDescription description_;
  std::vector<const char*> device_rows_;
};

namespace detail {

// The handles of the table are these classes under another name.
inline wasinn_backend* handle(Backend* backend) noexcept { return reinterpret_cast<wasinn_backend*>(backend); }
inline wasinn_graph* handle(Graph* graph) noexcept { return reinterpret_cast<wasinn_graph*>(graph); }
inline wasinn_context* handle(Context* context) noexcept { return reinterpret_cast<wasinn_context*>(context); }
inline Backend* object(wasinn_backend* backend) noexcept { return reinterpret_cast<Backend*>(backend); }
inline Graph* object(wasinn_graph* graph) noexcept { return reinterpret_cast<Graph*>(graph); }
inline Context* object(wasinn_context* context) noexcept { return reinterpret_cast<Context*>(context); }
inline const Backend* object(const wasinn_backend* backend) noexcept {
  return reinterpret_cast<const Backend*>(backend);
}
inline const Graph* object(const wasinn_graph* graph) noexcept { return reinterpret_cast<const Graph*>(graph); }
inline const Context* object(const wasinn_context* context) noexcept {
  return reinterpret_cast<const Context*>(context);
}

template <class BackendType>
wasinn_status backend_open(const wasinn_plugin_host* host, wasinn_backend** backend, wasinn_error* error) noexcept {
  return guarded(error, [&] {
    std::unique_ptr<Backend> opened = std::make_unique<BackendType>(Host(*host));
    *backend = handle(opened.release());
  });
}

inline void backend_close(wasinn_backend* backend) noexcept { delete object(backend); }

inline void backend_describe(const wasinn_backend* backend, wasinn_backend_info* info) noexcept {
  object(backend)->fill(info);
}

inline wasinn_status graph_load(wasinn_backend* backend, const wasinn_load_request* request, wasinn_graph** graph,
                                wasinn_error* error) noexcept {
  return guarded(error, [&] { *graph = handle(object(backend)->load(LoadRequest(*request)).release()); });
}

inline void graph_release(wasinn_graph* graph) noexcept { delete object(graph); }

inline void graph_describe(const wasinn_graph* graph, wasinn_graph_info* info) noexcept {
  object(graph)->description().fill(info);
}

inline wasinn_status context_create(wasinn_graph* graph, wasinn_context** context, wasinn_error* error) noexcept {
  return guarded(error, [&] { *context = handle(object(graph)->create_context().release()); });
}

inline void context_release(wasinn_context* context) noexcept { delete object(context); }

inline wasinn_status context_compute(wasinn_context* context, const wasinn_tensor* inputs, std::uint64_t input_count,
                                     wasinn_tensor* outputs, std::uint64_t output_count,
                                     wasinn_error* error) noexcept {
  return guarded(error, [&] {
    object(context)->compute({inputs, static_cast<std::size_t>(input_count)},
                             {outputs, static_cast<std::size_t>(output_count)});
  });
}

inline wasinn_status context_compute_into(wasinn_context* context, const wasinn_tensor* inputs,
                                          std::uint64_t input_count, wasinn_tensor* outputs,
                                          std::uint64_t output_count, wasinn_error* error) noexcept {
  return guarded(error, [&] {
    object(context)->compute_into({inputs, static_cast<std::size_t>(input_count)},
                                  {outputs, static_cast<std::size_t>(output_count)});
  });
}

inline wasinn_status context_step(wasinn_context* context, const wasinn_tensor* inputs, std::uint64_t input_count,
                                  wasinn_tensor* outputs, std::uint64_t output_count, wasinn_error* error) noexcept {
  return guarded(error, [&] {
    object(context)->step({inputs, static_cast<std::size_t>(input_count)},
                          {outputs, static_cast<std::size_t>(output_count)});
  });
}

inline void context_finish(wasinn_context* context) noexcept { object(context)->finish(); }

inline wasinn_status context_preview(wasinn_context* context, const wasinn_tensor* inputs, std::uint64_t input_count,
                                     wasinn_tensor* outputs, std::uint64_t output_count,
                                     wasinn_error* error) noexcept {
  return guarded(error, [&] {
    object(context)->preview({inputs, static_cast<std::size_t>(input_count)},
                             {outputs, static_cast<std::size_t>(output_count)});
  });
}

inline void context_show(wasinn_context* context, void (*show)(void*, const std::uint8_t*, std::uint64_t),
                         void* argument) noexcept {
  Context::Show shown;
  if (show != nullptr) {
    shown = [show, argument](std::string_view bytes) {
      show(argument, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    };
  }
  guarded(nullptr, [&] { object(context)->show_to(std::move(shown)); });
}

inline void context_count(const wasinn_context* context, wasinn_text_counts* counts) noexcept {
  write_struct(counts, object(context)->counts());
}

inline void context_cancel(wasinn_context* context, std::uint32_t cancel) noexcept {
  cancel != 0 ? object(context)->cancel() : object(context)->clear_cancel();
}

/// The body of the entry symbol.
template <class BackendType>
wasinn_status fill_table(std::uint32_t host_major, wasinn_plugin* table) noexcept {
  if (host_major != WASINN_PLUGIN_MAJOR) return WASINN_UNSUPPORTED_OPERATION;
  wasinn_plugin filled{};
  filled.major = WASINN_PLUGIN_MAJOR;
  filled.minor = WASINN_PLUGIN_MINOR;
  filled.backend_open = backend_open<BackendType>;
  filled.backend_close = backend_close;
  filled.backend_describe = backend_describe;
  filled.graph_load = graph_load;
  filled.graph_release = graph_release;
  filled.graph_describe = graph_describe;
  filled.context_create = context_create;
  filled.context_release = context_release;
  filled.context_compute = context_compute;
  filled.context_cancel = context_cancel;
  filled.context_compute_into = context_compute_into;
  filled.context_step = context_step;
  filled.context_finish = context_finish;
  filled.context_preview = context_preview;
  filled.context_show = context_show;
  filled.context_count = context_count;
  write_struct(table, filled);
  return WASINN_OK;
}

}  // namespace detail
}  // namespace wasinn::sdk

/// Defines the entry symbol of a plug-in whose backend is `BackendType`. Once in a plug-in, outside of namespaces.
#define WASINN_PLUGIN(BackendType)                                                                        \
  extern "C" __attribute__((visibility("default"))) wasinn_status wasinn_plugin_entry(                    \
      std::uint32_t host_major, std::uint32_t /*host_minor*/, wasinn_plugin* table) {                     \
    return ::wasinn::sdk::detail::fill_table<BackendType>(host_major, table);                             \
  }
