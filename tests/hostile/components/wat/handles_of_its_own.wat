;; SearchOrders makes one resource of its own after the other, and drops none.
(import "[export]thing" "[resource-new]thing" (func $new (param i32) (result i32)))
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32)
  (loop (drop (call $new (i32.const 1))) (br 0))
  (unreachable))
