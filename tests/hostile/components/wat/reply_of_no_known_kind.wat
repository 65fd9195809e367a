;; GetOrderById answers with an order whose status is the 256th of ten.
(data (i32.const 3000) "\00\00\00\00\00\00\00\00" "\00\00\00\00" "\00\00\00\00" "\ff")
(func (export "patio:epos/orders@0.1.0#get-order") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 3000))
