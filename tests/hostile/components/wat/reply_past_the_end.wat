;; SearchOrders answers with more orders than memory holds.
(data (i32.const 3000) "\00\00\00\00" "\00\00\00\00" "\ff\ff\ff\ff")
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32) (i32.const 3000))
