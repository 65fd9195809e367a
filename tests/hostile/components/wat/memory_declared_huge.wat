;; It wants all memory that there can be before anything else.
(memory (export "memory") 65536)
