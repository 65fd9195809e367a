;; SearchOrders drops a resource of its own, whose destructor goes round in circles: the host is on the stack between.
(import "[export]thing" "[resource-new]thing" (func $new (param i32) (result i32)))
(import "[export]thing" "[resource-drop]thing" (func $drop (param i32)))
(func (export "thing#[dtor]thing") (param i32) (loop (br 0)))
(func (export "patio:epos/orders@0.1.0#search-orders") (param i32) (result i32)
  (call $drop (call $new (i32.const 1)))
  (i32.const 1024))
