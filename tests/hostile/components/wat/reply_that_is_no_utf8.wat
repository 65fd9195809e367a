;; SearchOrders fails, in a text that is no UTF-8.
(data (i32.const 3000) "\01\00\00\00" "\05\00\00\00" "\a0\0f\00\00" "\04\00\00\00")
(data (i32.const 4000) "ok\ff\fe")
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32) (i32.const 3000))
