;; SearchOrders answers with a hundred orders that share one list of a thousand items, which share one list of a thousand
;; modifiers: a hundred million of them, in a hundred kilobytes.
(memory (export "memory") 8)
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32)
  (local $at i32)
  (local.set $at (i32.const 65536))
  (loop $orders
    (i32.store offset=100 (local.get $at) (i32.const 131072))
    (i32.store offset=104 (local.get $at) (i32.const 1000))
    (local.set $at (i32.add (local.get $at) (i32.const 352)))
    (br_if $orders (i32.lt_u (local.get $at) (i32.const 100736))))
  (local.set $at (i32.const 131072))
  (loop $items
    (i32.store offset=52 (local.get $at) (i32.const 262144))
    (i32.store offset=56 (local.get $at) (i32.const 1000))
    (local.set $at (i32.add (local.get $at) (i32.const 72)))
    (br_if $items (i32.lt_u (local.get $at) (i32.const 203072))))
  (i32.store (i32.const 3004) (i32.const 65536))
  (i32.store (i32.const 3008) (i32.const 100))
  (i32.const 3000))
