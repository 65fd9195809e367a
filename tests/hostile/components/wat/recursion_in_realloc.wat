;; Whoever wants to hand it a text is sent down a well.
(func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
  (i32.add (i32.const 1) (call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3))))
