//! Memory of one instance: all its memories and tables together, for wasmtime limits each alone.

use wasmtime::ResourceLimiter;

/// Bytes of host memory that an element of a table takes (wasmtime's documentation of `table_growing`).
const TABLE_ELEMENT_BYTES: usize = size_of::<usize>();

/// Sums what an instance takes.
pub(super) struct Memory {
    limit_bytes: usize,
    used_bytes: usize,
    refused: bool,
}

// === impl Memory ===

impl Memory {
    pub(super) const fn new(limit_bytes: usize) -> Self {
        Self { limit_bytes, used_bytes: 0, refused: false }
    }

    /// Whether growth was refused: a trap that follows is the limit's doing.
    pub(super) const fn refused(&self) -> bool {
        self.refused
    }

    /// Another call of a kept instance begins: an earlier one that was refused memory got along without.
    pub(super) const fn forget_refusal(&mut self) {
        self.refused = false;
    }

    /// What the instance takes: memories and tables never shrink.
    pub(super) const fn used_bytes(&self) -> usize {
        self.used_bytes
    }

    pub(super) const fn limit_bytes(&self) -> usize {
        self.limit_bytes
    }

    fn grow(&mut self, by_bytes: usize) -> bool {
        match self.used_bytes.checked_add(by_bytes).filter(|used| *used <= self.limit_bytes) {
            Some(used) => {
                self.used_bytes = used;
                true
            }
            None => {
                self.refused = true;
                false
            }
        }
    }
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(self.grow(desired.saturating_sub(current)))
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(self.grow(desired.saturating_sub(current).saturating_mul(TABLE_ELEMENT_BYTES)))
    }

    // The defaults of wasmtime are 10 000 each; the pool's own maxima are far below.
    fn instances(&self) -> usize {
        1_000
    }

    fn tables(&self) -> usize {
        1_000
    }

    fn memories(&self) -> usize {
        1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_and_tables_share_one_limit() {
        let mut memory = Memory::new(1_000);
        assert!(memory.memory_growing(0, 600, None).unwrap());
        assert!(memory.table_growing(0, 50, None).unwrap());
        assert!(!memory.refused());
        assert!(!memory.memory_growing(600, 601, None).unwrap());
        assert!(memory.refused());
    }
}
