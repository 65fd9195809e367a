;; Whoever wants to hand it a record is shown a place that no record may have.
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4097))
