//! The adapter's memory: the first half mebibyte is handed out in a row, and taken back only as a whole.
//!
//! The host runs a call in an instance of its own and drops it afterwards, so that finding a free place and giving it
//! back is work for nothing: with this allocator a search of ten orders takes half the instructions in the adapter.
//! Whoever needs more gets the rest from the usual allocator. In an instance that the host uses again, the row begins
//! anew once all of it was given back; an adapter that keeps something from call to call comes to the usual allocator.
//!
//! An adapter that brings an allocator of its own takes this package without its default features.

#![expect(unsafe_code, reason = "an allocator is")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, UnsafeCell};

/// The largest page, a hundred orders of five items, takes 240 KiB. What is not touched costs nothing, but twice as
/// much would double what the host clears after a call that uses all of it.
#[cfg(target_arch = "wasm32")]
const SIZE: usize = 512 << 10;

/// No type of the component model needs more; a larger alignment is left to the usual allocator.
const ALIGNMENT: usize = 16;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: Arena<SIZE> = Arena::new();

/// Memory in a row. What lies below `used` was handed out, and `held` places of it were not given back.
#[repr(C, align(16))]
struct Arena<const SIZE: usize> {
    bytes: UnsafeCell<[u8; SIZE]>,
    used: Cell<usize>,
    held: Cell<usize>,
}

// SAFETY: a component has one thread; where the target has more, this module is left out.
unsafe impl<const SIZE: usize> Sync for Arena<SIZE> {}

// === impl Arena ===

impl<const SIZE: usize> Arena<SIZE> {
    const fn new() -> Self {
        Self { bytes: UnsafeCell::new([0; SIZE]), used: Cell::new(0), held: Cell::new(0) }
    }

    /// The next free place that the layout fits; none when there is no such place left.
    #[inline]
    fn take(&self, layout: Layout) -> Option<*mut u8> {
        // Neither sum overflows: `used` is at most SIZE, an alignment at most 16, a layout at most isize::MAX.
        let start = (self.used.get() + layout.align() - 1) & !(layout.align() - 1);
        let end = start + layout.size();
        if layout.align() > ALIGNMENT || end > SIZE {
            return None;
        }
        self.used.set(end);
        self.held.set(self.held.get() + 1);
        Some(self.bytes.get().cast::<u8>().wrapping_add(start))
    }

    /// Takes a place back; after the last one, the row begins anew.
    #[inline]
    fn give_back(&self) {
        let held = self.held.get() - 1;
        self.held.set(held);
        if held == 0 {
            self.used.set(0);
        }
    }

    /// How far into the arena a place lies, if it does.
    #[inline]
    fn offset(&self, place: *mut u8) -> Option<usize> {
        let offset = place.addr().wrapping_sub(self.bytes.get().addr());
        (offset < SIZE).then_some(offset)
    }

    /// Changes the size of what was handed out last, where it stands; false for anything else.
    #[inline]
    fn resize(&self, offset: usize, size: usize, new_size: usize) -> bool {
        let fits = offset + size == self.used.get() && new_size <= SIZE - offset;
        if fits {
            self.used.set(offset + new_size);
        }
        fits
    }
}

// SAFETY: a place from the arena is inside it, aligned (the arena is, and `start` is relative to it), and overlaps no
// other that is held, for `used` moves past each, back over the last one when that shrinks, and to the start when none
// is held (each place is given back once: the caller's promise). All other places are the usual allocator's, and
// `offset` tells the two apart: the arena is a static, which that allocator never hands out.
unsafe impl<const SIZE: usize> GlobalAlloc for Arena<SIZE> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match self.take(layout) {
            Some(place) => place,
            // SAFETY: the caller's promise is passed on.
            None => unsafe { System.alloc(layout) },
        }
    }

    #[inline]
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        if self.offset(place).is_some() {
            self.give_back();
        } else {
            // SAFETY: the place is not the arena's, so it is from `System`; the rest is the caller's promise.
            unsafe { System.dealloc(place, layout) }
        }
    }

    #[inline]
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let Some(offset) = self.offset(place) else {
            // SAFETY: as in `dealloc`.
            return unsafe { System.realloc(place, layout, new_size) };
        };
        if self.resize(offset, layout.size(), new_size) {
            return place;
        }
        // SAFETY: the caller promises that the new size, with this alignment, is a layout.
        let new_place = unsafe { self.alloc(Layout::from_size_align_unchecked(new_size, layout.align())) };
        if !new_place.is_null() {
            // SAFETY: both places hold that many bytes, and the new one overlaps none that was handed out before.
            unsafe { place.copy_to_nonoverlapping(new_place, layout.size().min(new_size)) };
            self.give_back();
        }
        new_place
    }
}

/// Makes room for what the host hands over: a request's texts, and a file's bytes. It comes from the usual allocator, for
/// of some of it the C library is the owner, which gives it back with its own `free`: below `std::fs` and `std::net`. The
/// standard library's function of this name, which this one takes the place of, would ask the arena.
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, alignment: usize, new_size: usize) -> *mut u8 {
    if new_size == 0 {
        return std::ptr::without_provenance_mut(alignment);
    }
    // SAFETY: the canonical ABI asks for powers of two, and what is changed in size was made here, with that layout.
    let place = unsafe {
        if old_size == 0 {
            System.alloc(Layout::from_size_align_unchecked(new_size, alignment))
        } else {
            System.realloc(old, Layout::from_size_align_unchecked(old_size, alignment), new_size)
        }
    };
    if place.is_null() {
        std::process::abort();
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).unwrap()
    }

    #[test]
    fn places_follow_each_other_and_are_aligned() {
        let arena = Arena::<64>::new();
        let places = [(1, 1), (8, 8), (3, 1), (2, 2)].map(|(size, align)| arena.take(layout(size, align)).unwrap());
        assert_eq!(places.map(|place| arena.offset(place)), [Some(0), Some(8), Some(16), Some(20)]);
    }

    #[test]
    fn what_does_not_fit_is_not_taken_and_takes_nothing() {
        let arena = Arena::<64>::new();
        assert!(arena.take(layout(60, 1)).is_some());
        assert!(arena.take(layout(5, 1)).is_none());
        assert!(arena.take(layout(1, 32)).is_none());
        assert!(arena.take(layout(4, 4)).is_some());
        assert!(arena.take(layout(1, 1)).is_none());
    }

    #[test]
    fn only_the_last_place_grows_where_it_stands() {
        let arena = Arena::<64>::new();
        arena.take(layout(8, 8)).unwrap();
        arena.take(layout(8, 8)).unwrap();
        assert!(!arena.resize(0, 8, 16));
        assert!(arena.resize(8, 8, 56));
        assert!(!arena.resize(8, 56, 57));
        assert!(!arena.resize(8, 56, usize::MAX));
    }

    #[test]
    fn the_row_begins_anew_once_all_of_it_was_given_back() {
        let arena = Arena::<64>::new();
        // SAFETY: each place is freed once, with its layout.
        unsafe {
            let (first, second) = (arena.alloc(layout(8, 1)), arena.alloc(layout(8, 1)));
            arena.dealloc(first, layout(8, 1));
            assert_eq!(arena.offset(arena.alloc(layout(8, 1))), Some(16));
            arena.dealloc(second, layout(8, 1));
            arena.dealloc(arena.bytes.get().cast::<u8>().wrapping_add(16), layout(8, 1));
        }
        assert_eq!(arena.take(layout(8, 1)).and_then(|place| arena.offset(place)), Some(0));
    }

    #[test]
    fn contents_move_with_their_place_from_the_arena_to_the_usual_allocator() {
        let arena = Arena::<64>::new();
        // SAFETY: each place is used with the layout that it was made with, and freed once.
        unsafe {
            let first = arena.alloc(layout(8, 1));
            first.copy_from_nonoverlapping(b"contents".as_ptr(), 8);
            arena.alloc(layout(1, 1));
            let second = arena.realloc(first, layout(8, 1), 40);
            let third = arena.realloc(second, layout(40, 1), 400);
            assert_eq!((arena.offset(first), arena.offset(second), arena.offset(third)), (Some(0), Some(9), None));
            assert_eq!(std::slice::from_raw_parts(third, 8), b"contents");
            let fourth = arena.realloc(third, layout(400, 1), 800);
            assert_eq!(std::slice::from_raw_parts(fourth, 8), b"contents");
            arena.dealloc(fourth, layout(800, 1));
            arena.dealloc(second, layout(40, 1));
        }
    }
}
