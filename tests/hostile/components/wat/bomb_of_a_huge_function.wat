;; One function with four hundred thousand branches.
(func (param i32) (local i64 i64 i64 i64)
  {{400000|(if (local.get 0) (then (local.set 1 (i64.add (local.get 2) (local.get 3)))))
  }})
