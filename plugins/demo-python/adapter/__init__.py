"""An adapter for the point of sale Corner: it speaks the EPOS Data API for it."""
