// SPDX-License-Identifier: Apache-2.0
// Making the environment once a process.
#include "environment.h"

#include <map>
#include <mutex>

#include "log.h"
#include "status.h"

namespace ort {
namespace {

Owned<ThreadingOptions> threading_options(const Functions& functions, const Pool& pool) {
  ThreadingOptions* raw = nullptr;
  check(functions, functions.CreateThreadingOptions(&raw));
  Owned<ThreadingOptions> options(raw, {functions.ReleaseThreadingOptions});
  check(functions, functions.SetGlobalIntraOpNumThreads(raw, static_cast<int>(pool.threads)));
  // Nodes run one after the other, so that nothing runs between them in parallel.
  check(functions, functions.SetGlobalInterOpNumThreads(raw, 1));
  check(functions, functions.SetGlobalSpinControl(raw, pool.spin ? 1 : 0));
  return options;
}

}  // namespace

std::shared_ptr<const Environment> Environment::obtain(const Library& library, const Pool& pool) {
  // The framework itself keeps one environment a process, so the plug-in must too.
  static std::mutex mutex;
  static std::map<const void*, std::weak_ptr<const Environment>> living;
  const std::lock_guard lock(mutex);
  std::weak_ptr<const Environment>& place = living[library.base];
  std::shared_ptr<const Environment> environment = place.lock();
  if (!environment) place = environment = std::make_shared<const Environment>(library, pool);
  return environment;
}

Environment::Environment(const Library& library, const Pool& pool) : pool_(pool) {
  const Functions& functions = library.functions;
  const auto options = threading_options(functions, pool);
  Env* raw = nullptr;
  check(functions, functions.CreateEnvWithCustomLoggerAndGlobalThreadPools(log_line, nullptr, kWarning, "wasinn",
                                                                           options.get(), &raw));
  env_ = Owned<Env>(raw, {functions.ReleaseEnv});
  check(functions, functions.DisableTelemetryEvents(raw));
}

}  // namespace ort
