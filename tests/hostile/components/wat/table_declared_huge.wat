;; It wants a table of ten million elements before anything else.
(table 10000000 funcref)
