;; It never comes into being: its start function traps.
(func $start unreachable)
(start $start)
