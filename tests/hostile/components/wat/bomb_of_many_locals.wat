;; Twenty functions of fifty thousand locals each, all of them alive to the end.
{{20|(func (param i32) (local {{50000|i64 }}) (local.set 49999 (i64.const 1)) (loop (br_if 0 (local.get 0))))
}}
