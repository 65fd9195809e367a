;; Two thousand instances with a memory each, in one component.
(component
  (core module $m (memory 1))
  {{2000|(core instance (instantiate $m))
  }})
