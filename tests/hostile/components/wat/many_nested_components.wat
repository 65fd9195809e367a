;; A component in a component in a component, ninety deep.
{{90|(component }}{{90|)}}
