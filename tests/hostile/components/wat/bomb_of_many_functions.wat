;; A hundred thousand functions.
{{100000|(func (param i64) (result i64) (i64.mul (i64.rotl (local.get 0) (i64.const 7)) (i64.const 0x9e3779b97f4a7c15)))
}}
