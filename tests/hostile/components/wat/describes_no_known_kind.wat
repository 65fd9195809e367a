;; It says that payments are safe in a way that nobody knows.
(data (i32.const 5028) "\ff")
(func (export "patio:epos/about@0.1.0#describe") (result i32) (i32.const 5000))
