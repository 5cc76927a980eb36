;; SPDX-License-Identifier: Apache-2.0
;; Guest that never ends and never calls the host.
(module
  (memory (export "memory") 1)
  (func (export "_start") (loop $again (br $again))))
