;; Whoever wants to hand it a text is shown a place behind the end of memory.
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const -16))
