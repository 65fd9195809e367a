;; It never comes into being: its start function goes round in circles.
(func $start (loop (br 0)))
(start $start)
