;; It wants more memory than its venue has, though less than the host could give.
(memory (export "memory") 2000)
