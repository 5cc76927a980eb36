;; SPDX-License-Identifier: Apache-2.0
;; Guest that traps.
(module
  (memory (export "memory") 1)
  (func (export "_start") unreachable))
