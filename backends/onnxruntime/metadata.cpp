// SPDX-License-Identifier: Apache-2.0
// Reading of model metadata.
#include "metadata.h"

#include <string>

#include <wasinn/owned.hpp>

#include "status.h"

namespace ort {

using wasinn::sdk::Owned;
namespace {

using Properties = wasinn::sdk::GraphDescription::Properties;
using GetText = Status* (*)(const ModelMetadata*, Allocator*, char**);

class MetadataReader {
 public:
  MetadataReader(const Functions& functions, const Session* session) : functions_(functions) {
    ModelMetadata* raw = nullptr;
    check(functions.SessionGetModelMetadata(session, &raw));
    metadata_ = Owned<ModelMetadata>(raw, {functions.ReleaseModelMetadata});
    check(functions.GetAllocatorWithDefaultOptions(&allocator_));
  }

  Properties read() const {
    Properties properties;
    add(properties, "producer", functions_.ModelMetadataGetProducerName);
    add(properties, "graph", functions_.ModelMetadataGetGraphName);
    add(properties, "domain", functions_.ModelMetadataGetDomain);
    add(properties, "description", functions_.ModelMetadataGetDescription);
    add(properties, "graph description", functions_.ModelMetadataGetGraphDescription);
    add_version(properties);
    add_own_keys(properties);
    return properties;
  }

 private:
  void check(Status* status) const { ort::check(functions_, status); }

  // The text at `raw`, which is freed.
  std::string take(char* raw) const {
    std::string text = raw == nullptr ? "" : raw;
    if (raw != nullptr) check(functions_.AllocatorFree(allocator_, raw));
    return text;
  }

  void add(Properties& properties, const char* key, GetText get_text) const {
    char* raw = nullptr;
    check(get_text(metadata_.get(), allocator_, &raw));
    if (std::string text = take(raw); !text.empty()) properties.emplace_back(key, std::move(text));
  }

  void add_version(Properties& properties) const {
    std::int64_t version = 0;
    check(functions_.ModelMetadataGetVersion(metadata_.get(), &version));
    // A model that has none carries 0 or the largest number, by the exporter's choice.
    if (version > 0 && version < INT64_MAX) properties.emplace_back("version", std::to_string(version));
  }

  void add_own_keys(Properties& properties) const {
    char** keys = nullptr;
    std::int64_t count = 0;
    check(functions_.ModelMetadataGetCustomMetadataMapKeys(metadata_.get(), allocator_, &keys, &count));
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string key = take(keys[i]);
      char* value = nullptr;
      check(functions_.ModelMetadataLookupCustomMetadataMap(metadata_.get(), allocator_, key.c_str(), &value));
      properties.emplace_back(key, take(value));
    }
    if (keys != nullptr) check(functions_.AllocatorFree(allocator_, keys));
  }

  const Functions& functions_;
  Owned<ModelMetadata> metadata_;
  Allocator* allocator_ = nullptr;
};

}  // namespace

Properties read_metadata(const Functions& functions, const Session* session) {
  return MetadataReader(functions, session).read();
}

}  // namespace ort
