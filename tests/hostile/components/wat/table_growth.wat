;; SearchOrders lets a table grow for as long as it may, and answers.
(table $table 1 funcref)
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32)
  (loop $more (br_if $more (i32.ne (i32.const -1) (table.grow $table (ref.null func) (i32.const 1000)))))
  (i32.const 1024))
