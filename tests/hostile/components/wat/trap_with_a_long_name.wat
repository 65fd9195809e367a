;; SearchOrders traps in a function with a name of a hundred thousand characters, which begins another line of the log.
(func $evil (@name "evil\0a2026-11-26T00:00:00Z ERROR forged: the ledger is lost{{100000|x}}") unreachable)
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32) (call $evil) (unreachable))
