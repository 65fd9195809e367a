;; Whoever wants to hand it a text never gets a place for it.
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (loop (br 0)) (unreachable))
