;; encoding: utf-16
;; SearchOrders fails, in a text that is UTF-16 as it should be: two halves of a character, a letter, a NUL.
(data (i32.const 3000) "\01\00\00\00" "\02\00\00\00" "\a0\0f\00\00" "\04\00\00\00")
(data (i32.const 4000) "\3c\d8" "\54\df" "a\00" "\00\00")
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32) (i32.const 3000))
